import { firstWorkspaceId } from '../../src/store/workspaces.ts'
import { insertWebhooks } from '../../test/sealed-webhooks.ts'
import { postBare } from '../bare-client.ts'
import { type Installation, install } from '../installation.ts'
import { webhookAt } from '../receiver/index.ts'
import { sharedNow } from '../receiver/ledger.ts'
import type { Row } from '../row.ts'
import { medianOf } from '../summary.ts'
import { numberText } from '../table.ts'

const INTEGRATIONS = 10_000
const MANY = 1000
/** Events a run, one after the other. */
const EVENTS = 20

/** Webhooks, one of which takes started scans, many done ones, and the others failed ones. */
const addWebhooks = async ({ db, ring, receiver }: Installation): Promise<void> => {
  const workspaceId = (await firstWorkspaceId(db)) ?? ''
  const config = webhookAt(receiver, '/hook')
  await insertWebhooks(db, ring, workspaceId, { config, events: ['scan_started'] }, 1)
  await insertWebhooks(db, ring, workspaceId, { config, events: ['scan_done'] }, MANY)
  await insertWebhooks(db, ring, workspaceId, { config, events: ['scan_failed'] }, INTEGRATIONS - MANY - 1)
  await db.query('analyze')
}

/** Milliseconds from the 2xx of what fires an event to the last of its messages. */
const timeEvent = async <T>({ receiver, settled }: Installation, count: number, fire: () => Promise<T>) => {
  await settled()
  await receiver.reset({ keep: count })
  const answer = await fire()
  const acceptedAt = sharedNow()
  const { lastAt } = await receiver.untilEvents(count, 60_000)
  return { answer, ms: Math.max(0, lastAt - acceptedAt) }
}

export const fanOutRow: Row = {
  title: `One event in a workspace with ${numberText(INTEGRATIONS)} integrations, from the 2xx to the last receipt`,
  measure: async function* (bench) {
    await using site = await install(bench)
    const { api, receiver } = site
    bench.tell('making integrations')
    await addWebhooks(site)
    const { id: target_id } = await api.post<{ id: string }>('/targets', { kind: 'repo', name: 'bench' })
    for (;;) {
      bench.tell(`${EVENTS} scans`)
      const one: number[] = []
      const many: number[] = []
      const bare: { one: number[]; many: number[] } = { one: [], many: [] }
      for (let event = 0; event < EVENTS; event += 1) {
        const started = await timeEvent(site, 1, () => api.post<{ id: string }>('/scans', { target_id }))
        one.push(started.ms)
        const alone = await receiver.kept()
        const done = await timeEvent(site, MANY, () =>
          api.post(`/scans/${started.answer.id}/complete`, { findings: [] }),
        )
        many.push(done.ms)
        bare.many.push(1000 * (await postBare(receiver.origin, await receiver.kept(), MANY, 64)).seconds)
        bare.one.push(1000 * (await postBare(receiver.origin, alone, 1, 1)).seconds)
      }
      yield [
        {
          what: '1 of them matches',
          unit: 'ms',
          value: medianOf(one),
          bare: medianOf(bare.one),
          asked: { atMost: 20 },
        },
        { what: `${numberText(MANY)} of them match`, unit: 'ms', value: medianOf(many), bare: medianOf(bare.many) },
      ]
    }
  },
}
