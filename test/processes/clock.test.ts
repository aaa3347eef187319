import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, it } from 'vitest'
import { createApi } from '../../demo/api.ts'
import type { Receiver } from '../../demo/receivers/receiver.ts'
import { startWebhook } from '../../demo/receivers/webhook.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { createProcesses, until } from '../process.ts'
import { startScan } from '../webhook-load.ts'

const processes = createProcesses()
const receivers: Receiver[] = []
afterAll(async () => {
  await processes.close()
  await Promise.all(receivers.map(({ close }) => close()))
})

const SHIFTED = `--import=${fileURLToPath(new URL('shifted-clock.ts', import.meta.url))}`
const MINUTES_MS = 60_000

describe.concurrent('a service whose clock is wrong', { timeout: 240_000 }, () => {
  it.for([-10, 10])('by %i minutes tries again when it is time by the database', async (minutes, { expect }) => {
    // Its signatures are of a wrong time, which is not the matter here.
    const receiver = await startWebhook({
      verify: false,
      fault: (n) => (n === 1 ? { status: 503, headers: { 'retry-after': '2' } } : undefined),
    })
    receivers.push(receiver)
    const key = newApiKey(randomBytes)
    const service = await processes.service('serve', {
      DATA_DIR: await processes.folder(),
      API_KEY: key,
      EGRESS_ALLOW: new URL(receiver.url).host,
      NODE_OPTIONS: SHIFTED,
      CLOCK_OFFSET_MS: String(minutes * MINUTES_MS),
    })
    const api = createApi(service.url, key)
    const delivery = { retry_schedule: [1] }
    const { id } = await api.post<{ id: string }>('/integrations', {
      kind: 'webhook',
      name: 'hook',
      config: receiver.config,
      events: ['scan_started'],
      delivery,
    })
    await startScan(api, 'shop')
    const failed = await until('it failed once', async () => {
      const [first] = await api.all<{ next_attempt_at: string | null }>(
        `/deliveries?integration_id=${id}&state=retrying`,
      )
      return first ?? undefined
    })
    // The database runs on this machine, whose clock is right.
    const dueInMs = Date.parse(String(failed.next_attempt_at)) - (receiver.receipts[0]?.at ?? 0)
    expect(dueInMs).toBeGreaterThanOrEqual(2000)
    expect(dueInMs).toBeLessThan(MINUTES_MS)
    const [one, two] = await until('it is tried again', () =>
      receiver.receipts.length > 1 ? receiver.receipts : undefined,
    )
    expect(two!.at - one!.at).toBeGreaterThanOrEqual(2000)
  })
})
