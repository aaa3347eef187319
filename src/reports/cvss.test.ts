import { expect, test } from 'vitest'
import { cvssOf } from './cvss.ts'

// Scores from the vendors' examples: FIRST's 3.1 and 4.0 example documents, NVD's version 2 entry of CVE-2014-0160.
test.each([
  ['AV:N/AC:L/Au:N/C:P/I:N/A:N', 5],
  ['(AV:N/AC:L/Au:N/C:P/I:N/A:N)', 5],
  ['CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
  ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
])('%s is worth %d', (vector, score) => {
  expect(cvssOf(vector)).toStrictEqual({ vector: vector.replace(/[()]/g, ''), score })
  expect(cvssOf(` ${vector} `)?.score).toBe(score)
})

test.each([
  undefined,
  '',
  '7.5',
  'AV:N',
  'CVSS:3.1/AV:N/AC:L',
  'CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  `CVSS:3.1/${'AV:N/'.repeat(10_000)}`,
])('%s is no vector', (vector) => {
  expect(cvssOf(vector)).toBeUndefined()
})
