import { expect, it, onTestFinished } from 'vitest'
import { until } from '../../test/process.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { startReceiver } from '../../test/receiver.ts'
import { createMetrics } from '../metrics.ts'
import { readVitalSigns } from '../store/vital-signs.ts'
import { fanOutScanFindings } from './fan-out.ts'
import { createWorker } from './worker.ts'

const used = useQueuedApi()

const BACKLOG = 2000

/** Deliveries of so many findings are due, at an integration of that URL and that target. */
const enqueue = async (name: string, webhook_url: string, count: number): Promise<string> => {
  const targetId = await used.make('/targets', { kind: 'url', name })
  const id = await used.make('/integrations', {
    kind: 'webhook',
    name,
    config: { webhook_url },
    target_ids: [targetId],
    events: ['finding_new'],
  })
  await fanOutScanFindings(used.db, used.queue, await used.scan(targetId, count))
  return id
}

const countHeld = async (integrationId: string): Promise<number> => {
  const { rows } = await used.db.query<{ count: number }>(
    `select count(*) from deliveries where integration_id = $1 and state = 'held'`,
    [integrationId],
  )
  return rows[0]?.count ?? -1
}

it('lets nobody wait behind the backlog of a destination that fails, which is set aside', async () => {
  const noisy = await enqueue('noisy', 'https://hooks.acme.example/a', BACKLOG)
  await used.db.query(
    `insert into circuits (integration_id, reason, probe_at) values ($1, 'timeout', now() + interval '1 hour')`,
    [noisy],
  )
  let heldBefore = -1
  await using quick = await startReceiver(async () => {
    heldBefore = await countHeld(noisy)
    return { status: 200 }
  })
  await enqueue('quiet', `${quick.url}/hook`, 1)
  const { db, queue, api } = used
  const { ring, sender } = api.services
  const { meter } = createMetrics(() => readVitalSigns(db))
  const notes = { note: () => undefined }
  const worker = createWorker({ db, queue, ring, sender, tell: () => Promise.resolve(), meter, notes })
  worker.start()
  onTestFinished(worker.stop)
  await until('the quiet one has its message', () => (quick.requests.length === 1 ? true : undefined))
  await until('it was looked at', () => (heldBefore >= 0 ? true : undefined))
  expect(heldBefore).toBeLessThan(BACKLOG)
  await until('the backlog is held', async () => ((await countHeld(noisy)) === BACKLOG ? true : undefined))
})
