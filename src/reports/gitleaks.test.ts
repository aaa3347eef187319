import { expect, test } from 'vitest'
import { countFindings, oneFinding } from '../../test/report-rows.ts'

const leak = {
  RuleID: 'aws',
  Description: 'An AWS key',
  File: 'a.env',
  StartLine: 2,
  Secret: 'sid-4711',
  Match: 'k=sid-4711',
}

test('high, without the secret and who committed it', async () => {
  const finding = await oneFinding([{ ...leak, Commit: 'c0ffee', Email: 'someone@example.com' }])
  expect(finding).toMatchObject({ severity: 'high', evidence: 'Commit c0ffee', location: { path: 'a.env' } })
  expect(JSON.stringify(finding)).not.toMatch(/sid-4711|someone@/)
})

test('another commit is no other finding', async () => {
  expect(await countFindings([leak, { ...leak, Commit: 'c0ffee', StartLine: 9 }])).toBe(1)
})

test.each([[[{ RuleID: 'a', File: 7 }], '/0/File: a text is needed']])('%j is refused: %s', async (content, words) => {
  await expect(countFindings(content, 'gitleaks')).rejects.toThrow(words)
})
