import type { ReportFinding } from '../core/finding.ts'
import { integerOf, objectOf, textOf } from './json-value.ts'
import { inBatches } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { needsLists, neededText, readObjects } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOf } from './severity.ts'
import { placedFinding } from './tidy-finding.ts'
import { firstSentence, spaced } from './words.ts'

export const bandit: ReportFormat = {
  format: 'bandit',
  title: 'Bandit JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) =>
    names.has('results[].test_id') || (names.has('generated_at') && names.has('metrics') && names.has('errors')),
  read: (source) => inBatches(readResults(source)),
}

async function* readResults(source: ReportSource): AsyncGenerator<ReportFinding> {
  for await (const row of readObjects(source, ['results', '*'], needsLists('results'))) yield readResult(row)
}

const readResult = (row: ReportRow): ReportFinding => {
  const { value } = row
  const cwe = objectOf(value.issue_cwe)
  const message = textOf(value.issue_text)
  return placedFinding({
    rule_id: neededText(row, 'test_id'),
    path: neededText(row, 'filename'),
    start_line: integerOf(value.line_number),
    title: spaced(textOf(value.test_name)) ?? firstSentence(message),
    severity: severityOf(value.issue_severity),
    cwe_id: integerOf(cwe.id)?.toString(),
    description: message,
    references: [textOf(value.more_info), textOf(cwe.link)].filter((url) => url !== undefined),
    evidence: textOf(value.code),
  })
}
