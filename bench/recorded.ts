import { randomBytes } from 'node:crypto'
import { createApi } from '../demo/api.ts'
import { startWebhook } from '../demo/receivers/webhook.ts'
import { newApiKey } from '../src/core/api-key.ts'
import type { Processes } from '../test/process.ts'
import { until } from '../test/process.ts'
import { addWebhook, completeScanWith } from '../test/webhook-load.ts'
import type { Message } from './bare-client.ts'

const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'keep-alive', 'transfer-encoding'])

/** What the service sends for `count` findings, as a receiver got it: signed, so that it can be sent again as it is. */
export const record = async (
  processes: Processes,
  count: number,
): Promise<{ messages: Message[]; seconds: number }> => {
  await using cleanup = new AsyncDisposableStack()
  const receiver = cleanup.adopt(await startWebhook(), ({ close }) => close())
  const key = newApiKey(randomBytes)
  const env = { DATA_DIR: await processes.folder(), API_KEY: key, EGRESS_ALLOW: new URL(receiver.url).host }
  const service = await processes.service('serve', env)
  const api = createApi(service.url, key)
  await addWebhook(api, receiver.config)
  await completeScanWith(api, count)
  const accepted = Date.now()
  await until(`${count} messages`, () => (receiver.counters().unique >= count ? true : undefined), 60_000)
  service.kill('SIGTERM')
  await service.exit
  const messages = receiver.receipts.map(({ headers, body }) => ({
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name))),
    body,
  }))
  return { messages, seconds: ((receiver.counters().lastAt ?? 0) - accepted) / 1000 }
}
