import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { createProgress } from './progress.ts'

const terminal = (isTTY: boolean) => {
  const stream = new PassThrough({ encoding: 'utf8' })
  return Object.assign(stream, { isTTY }) as unknown as NodeJS.WriteStream & PassThrough
}

it('draws one line over and over on a terminal, and takes it away in the end', () => {
  const out = terminal(true)
  const progress = createProgress(4, out)
  for (const count of [1, 2, 5]) progress.add(count)
  progress.end()
  const text = String(out.read())
  expect(text.split('\r').slice(1)).toEqual([
    `[${'#'.repeat(7)}${'.'.repeat(23)}] 1 of 4`,
    `[${'#'.repeat(22)}${'.'.repeat(8)}] 3 of 4`,
    `[${'#'.repeat(30)}] 4 of 4`,
    '\u001b[K',
  ])
})

it.each([
  [4, false],
  [0, true],
])('draws nothing for %i steps where being a terminal is %s', (total, isTerminal) => {
  const out = terminal(isTerminal)
  const progress = createProgress(total, out)
  progress.add(1)
  progress.end()
  expect(out.read()).toBeNull()
})
