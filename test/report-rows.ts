import { expect } from 'vitest'
import type { ReportFinding } from '../src/core/finding.ts'
import { readFindings } from './read-report.ts'

/** The finding of a report that has just one. */
export const oneFinding = async (content: unknown, format = 'auto'): Promise<ReportFinding> => {
  const findings = await readFindings(content, format)
  expect(findings).toHaveLength(1)
  return findings[0]!
}

/** How many findings a report has. */
export const countFindings = async (content: unknown, format = 'auto'): Promise<number> =>
  (await readFindings(content, format)).length
