import { expect, it } from 'vitest'
import { findCanaries } from './find-canaries.ts'

const CANARY = 'canary/Zq+81-"xyzw'

it.each([
  CANARY,
  CANARY.slice(2, 14),
  encodeURIComponent(CANARY),
  JSON.stringify({ a: JSON.stringify({ b: CANARY }) }),
  Buffer.from(CANARY).toString('base64'),
  Buffer.from(`a:${CANARY}`).toString('base64url'),
  Buffer.from(`ab${CANARY}z`).toString('base64'),
  Buffer.from(`abc${CANARY}`).toString('hex').toUpperCase(),
])('finds a canary in %s', (text) => {
  expect(findCanaries(`{"x":"${text}"}`, ['another-canary', CANARY])).toEqual([CANARY])
})

it('finds none where there is none', () => {
  expect(findCanaries(`canary/Zq+8 ${Buffer.from('canary/Zq').toString('base64')}`, [CANARY])).toEqual([])
})
