import type { ReportFinding } from '../core/finding.ts'
import { integerOf, objectOf, textOf, textsOf } from './json-value.ts'
import { inBatches } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { needsLists, neededText, readObjects } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOf } from './severity.ts'
import { cweOf, newestOwasp } from './taxonomy.ts'
import { placedFinding } from './tidy-finding.ts'
import { firstSentence } from './words.ts'

export const semgrep: ReportFormat = {
  format: 'semgrep',
  title: 'Semgrep JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) =>
    names.has('results[].check_id') ||
    (names.has('results') && names.has('errors') && names.has('paths') && names.has('version')),
  read: (source) => inBatches(readResults(source)),
}

async function* readResults(source: ReportSource): AsyncGenerator<ReportFinding> {
  for await (const row of readObjects(source, ['results', '*'], needsLists('results'))) yield readResult(row)
}

const readResult = (row: ReportRow): ReportFinding => {
  const extra = objectOf(row.value.extra)
  const metadata = objectOf(extra.metadata)
  const message = textOf(extra.message)
  const dependency = objectOf(objectOf(objectOf(extra.sca_info).dependency_match).found_dependency)
  return placedFinding({
    rule_id: neededText(row, 'check_id'),
    path: neededText(row, 'path'),
    start_line: integerOf(objectOf(row.value.start).line),
    parameter: textOf(dependency.package),
    title: firstSentence(message),
    severity: severityOf(extra.severity),
    category: textOf(metadata.category),
    cwe_id: cweOf(textsOf(metadata.cwe)),
    owasp_category: newestOwasp(textsOf(metadata.owasp)),
    description: message,
    remediation: textOf(metadata.fix) ?? textOf(metadata.remediation),
    references: [...textsOf(metadata.references), ...textsOf(metadata.source)],
    evidence: codeOf(extra.lines),
    suppressed: extra.is_ignored === true ? 'Suppressed in the source code' : undefined,
  })
}

/** Semgrep without an account writes these words in place of the code. */
const codeOf = (lines: unknown): string | undefined => (lines === 'requires login' ? undefined : textOf(lines))
