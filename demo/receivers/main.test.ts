import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
const run = (...args: string[]) => spawn(process.execPath, [MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })

test('it prints where it listens, its counters when asked, and them and 0 at SIGTERM', async () => {
  const child = run('webhook', '--port', '0', '--no-receipts', '--no-verify')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value: first } = await lines.next()
  const { url, config } = JSON.parse(String(first)) as { url: string; config: { webhook_url: string } }
  expect(config.webhook_url).toBe(`${url}/hooks/scans`)
  for (const id of ['a', 'b', 'a'])
    await fetch(config.webhook_url, { method: 'POST', headers: { 'webhook-id': id }, body: '{}' })
  child.stdin.write('\n')
  const { value: sofar } = await lines.next()
  expect(JSON.parse(String(sofar))).toMatchObject({ requests: 3, unique: 2 })
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const { value: last } = await lines.next()
  expect(JSON.parse(String(last))).toMatchObject({ requests: 3, accepted: 3, unique: 2, duplicates: 1, problems: 0 })
  expect(await exit).toEqual([0, null])
})

test.each([[[]], [['fax']], [['slack', '--loud']], [['slack', '--port', 'x']]])(
  'wrong usage %j ends with 2',
  async (args) => {
    const child = run(...args)
    const exit = once(child, 'exit')
    let told = ''
    for await (const chunk of child.stderr) told += String(chunk)
    expect(told).toContain('node demo/receivers/main.ts')
    expect(await exit).toEqual([2, null])
  },
)
