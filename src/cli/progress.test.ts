import { PassThrough } from 'node:stream'
import { expect, it, vi } from 'vitest'
import { startProgress } from './progress.ts'

const stream = (isTTY: boolean) => {
  const out = new PassThrough({ encoding: 'utf8' })
  const terminal = { isTTY, columns: 80, cursorTo: () => true, clearLine: () => true, moveCursor: () => true }
  return Object.assign(out, terminal) as unknown as NodeJS.WriteStream & PassThrough
}

/** A clock that a test sets. */
const clock = () => {
  let ms = 0
  return { now: () => ms, set: (to: number) => void (ms = to) }
}

it('draws a bar on a terminal once it takes over a second, and nothing before', () => {
  const [out, { now, set }] = [stream(true), clock()]
  const progress = startProgress('sending', out, now)
  progress.update(1, 4)
  expect(out.read()).toBeNull()
  set(1001)
  progress.update(2, 4)
  progress.stop()
  expect(String(out.read())).toMatch(/sending .+ 50 % \| 2 of 4/)
})

it('writes a line every ten seconds where there is no terminal', () => {
  const { now, set } = clock()
  const lines: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
  const progress = startProgress('sending', stream(false), now)
  for (const at of [500, 1001, 2000, 11_001]) {
    set(at)
    progress.update(at, 20_000)
  }
  progress.stop()
  write.mockRestore()
  expect(lines).toEqual(['sending: 1001 of 20000\n', 'sending: 11001 of 20000\n'])
})
