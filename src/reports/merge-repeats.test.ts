import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drained } from '../../test/read-report.ts'
import type { ReportFinding } from '../core/finding.ts'
import { SEVERITIES } from '../core/severity.ts'
import { mergeRepeats } from './merge-repeats.ts'

const row = fc.record(
  {
    title: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    severity: fc.constantFrom(...SEVERITIES),
    fingerprint: fc.constantFrom(undefined, 'own', 'other'),
    evidence: fc.constantFrom('x', 'y'),
    suppressed: fc.constantFrom('hidden'),
    location: fc.record({ path: fc.constant('p'), start_line: fc.integer({ min: 1, max: 9 }) }),
  },
  { requiredKeys: ['title', 'severity'] },
)

const merged = async (batches: ReportFinding[][], onePass: number): Promise<ReportFinding[]> => {
  async function* read(): AsyncGenerator<ReportFinding[]> {
    for (const batch of batches) yield structuredClone(batch)
  }
  const findings = (await drained(mergeRepeats(read, { onePass, most: 1e9 }))).flat()
  return findings.sort((a, b) => String(a.fingerprint).localeCompare(String(b.fingerprint)))
}

test('a second reading merges to the same findings as one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { maxLength: 4 }), { maxLength: 8 }),
      fc.integer({ min: 0, max: 5000 }),
      async (batches, onePass) => {
        const rows = batches as ReportFinding[][]
        expect(await merged(rows, onePass)).toStrictEqual(await merged(rows, 1e9))
      },
    ),
  )
})

test('a report that is read twice is known to be whole before its first finding comes', async () => {
  let readings = 0
  async function* read(): AsyncGenerator<ReportFinding[]> {
    readings++
    for (let n = 0; n < 50; n++) yield [{ title: `t${n}`, severity: 'low' }]
    throw new Error('broken at its end')
  }
  await expect(mergeRepeats(read, { onePass: 1000, most: 1e9 }).next()).rejects.toThrow('broken at its end')
  expect(readings).toBe(1)
})
