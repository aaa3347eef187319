import { expect } from 'vitest'
import type { ReportFinding } from '../src/core/finding.ts'
import { readFindings } from './read-report.ts'

export type Json = Record<string, unknown>

/** A SARIF log of one run. */
export const log = (results: unknown, driver: Json = {}, run: Json = {}): Json => ({
  version: '2.1.0',
  runs: [{ tool: { driver: { name: 'Scanner', ...driver } }, results, ...run }],
})

export const at = (uri: string, startLine = 1, extra: Json = {}): Json => ({
  physicalLocation: { artifactLocation: { uri, ...extra }, region: { startLine } },
})

export const result = (extra: Json = {}): Json => ({
  ruleId: 'R1',
  message: { text: 'Something is wrong here. It should be mended.' },
  locations: [at('src/a.ts', 7)],
  ...extra,
})

/** The finding of a report that has just one. */
export const one = async (content: unknown): Promise<ReportFinding> => {
  const findings = await readFindings(content)
  expect(findings).toHaveLength(1)
  return findings[0]!
}
