import { expect, it } from 'vitest'
import { startReceiver } from '../receiver.ts'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService({ logLevel: 'trace' })

const LINE = '{"level":"fatal","time":"2020-01-01T00:00:00Z","msg":"forged"}'
const BREAKS = ['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029', '\v', '\f', '\\n', '%0a']
const SHOWS = [`\u001b[2K\u001b[1A${LINE}`, `"}${LINE}`, `\u202e${LINE}`, `\u009b31m${LINE}`, LINE]

/** Fifty texts that would begin a line of their own, or hide one. */
const PAYLOADS = BREAKS.flatMap((end) => SHOWS.map((show) => `entry${end}${show}${end}`))

it('fifty texts that pretend to be lines of the log stay inside one, wherever they come from', async () => {
  expect(PAYLOADS).toHaveLength(50)
  const scene = await createScene(used.service)
  let answers = 0
  await using receiver = await startReceiver(() => ({
    status: 400,
    headers: { 'content-type': 'text/plain' },
    body: PAYLOADS[answers++ % PAYLOADS.length] ?? '',
  }))
  await scene.api.post('/integrations', {
    kind: 'webhook',
    name: 'forger',
    config: { webhook_url: receiver.url },
    severity_filter: 'info',
    delivery: { retry_schedule: [1] },
  })
  await scene.scan(PAYLOADS.map((text, at) => finding(`${at} ${text}`.slice(0, 900), { description: text })))
  for (const text of PAYLOADS) {
    await scene.request('POST', '/targets', { kind: 'url', name: text })
    const visible = encodeURIComponent(text)
    await fetch(`${used.service.url}/api/targets?${visible}=${visible}`, {
      headers: { 'user-agent': visible, 'x-request-id': visible, authorization: `Bearer ${visible}` },
    })
  }
  await scene.settled()
  const { log } = used.service
  expect(log.length).toBeGreaterThan(100)
  for (const line of log) {
    expect(line).toMatch(/^[^\p{Cc}\p{Cf}\u2028\u2029]*\n$/u)
    expect((JSON.parse(line) as { msg: string }).msg).not.toBe('forged')
  }
})
