import type { ReportFinding } from '../core/finding.ts'
import { integerOf, textOf } from './json-value.ts'
import { inBatches } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, needsArray, readObjects } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { placedFinding } from './tidy-finding.ts'
import { firstSentence } from './words.ts'

export const gitleaks: ReportFormat = {
  format: 'gitleaks',
  title: 'Gitleaks JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) => names.has('[].RuleID') && names.has('[].File'),
  read: (source) => inBatches(readLeaks(source)),
}

async function* readLeaks(source: ReportSource): AsyncGenerator<ReportFinding> {
  for await (const row of readObjects(source, ['*'], needsArray)) yield readLeak(row)
}

/** Neither the secret nor the line it is on is kept, nor who committed it. */
const readLeak = (row: ReportRow): ReportFinding => {
  const { value } = row
  const description = textOf(value.Description)
  const commit = textOf(value.Commit)
  return placedFinding({
    rule_id: neededText(row, 'RuleID'),
    path: neededText(row, 'File'),
    start_line: integerOf(value.StartLine),
    title: firstSentence(description),
    severity: 'high',
    category: 'Secret',
    cwe_id: '798',
    description,
    remediation: 'Revoke the secret, then remove it from the code and from its history.',
    references: [textOf(value.Link)].filter((url) => url !== undefined),
    evidence: commit && `Commit ${commit}`,
  })
}
