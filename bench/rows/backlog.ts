import { fanOutEvent, fanOutScan } from '../../src/delivery/fan-out.ts'
import { createLog } from '../../src/log.ts'
import { createQueue } from '../../src/store/queue.ts'
import { createRosters } from '../../src/store/rosters.ts'
import { until } from '../../test/process.ts'
import { startScan } from '../../test/webhook-load.ts'
import { peakMemoryMbOf } from '../cpu.ts'
import { type Installation, install } from '../installation.ts'
import { benchFindings } from '../load.ts'
import { LAP } from '../receiver/ledger.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { numberText } from '../table.ts'
import { addFan } from './webhook.ts'

const LARGE = 1_000_000
const SMALL = 10_000
const WEBHOOKS = 10
/** Findings a scan: a complete of more takes more memory than the answer needs. */
const PER_SCAN = 10_000
/** Measured are the deliveries between these: the worker has started by then, and of the small backlog some is left. */
const [FIRST, LAST] = [1000, 9000]

const JUDGING = `select exists(select from pgboss.job where name like 'notify_%' and state < 'completed') as left`

const untilJudged = (db: Installation['db']): Promise<true> =>
  until('everything is judged', async () =>
    (await db.query<{ left: boolean }>(JUDGING)).rows[0]?.left === false ? true : undefined,
  )

/**
 * Leaves `size` deliveries pending: the API takes the findings in, and the service's own fan-out takes its jobs here, judges
 * them and writes deliveries and jobs, as no worker runs yet. The tables are then vacuumed, as autovacuum does within a
 * minute.
 */
const pileUp = async ({ db, api }: Installation, size: number, { tell }: Bench): Promise<void> => {
  const queue = createQueue(db.connection, { supervise: true, log: createLog('error') })
  await queue.start()
  const findRoster = createRosters()
  await queue.onNotify({
    event: async (id) => {
      await fanOutEvent(db, queue, id, { findRoster })
    },
    scan: async (id) => {
      await fanOutScan(db, queue, id, { findRoster })
    },
  })
  const findings = size / WEBHOOKS
  for (let from = 0; from < findings; from += PER_SCAN) {
    tell(`a backlog of ${numberText(from * WEBHOOKS)} of ${numberText(size)}`)
    const scanId = await startScan(api, `backlog ${from}`)
    await api.post(`/scans/${scanId}/complete`, { findings: benchFindings(Math.min(PER_SCAN, findings - from), from) })
    await untilJudged(db)
  }
  await queue.stop()
  await db.query('vacuum (analyze)')
}

const openBacklog = async (bench: Bench, size: number): Promise<Installation> => {
  const site = await install(bench, ['api'])
  const { api } = await addFan(site, WEBHOOKS)
  await pileUp({ ...site, api }, size, bench)
  return site
}

/** What a worker that starts on the backlog makes of it. */
const takeDown = async ({ receiver, start, stop }: Installation) => {
  await receiver.reset()
  const worker = await start('worker')
  const { lapsAt } = await receiver.untilEvents(LAST, 180_000)
  const memoryMb = peakMemoryMbOf(worker.pid)
  await stop(worker)
  const [from = NaN, to = NaN] = [lapsAt[FIRST / LAP - 1], lapsAt[LAST / LAP - 1]]
  return { perSecond: (1000 * (LAST - FIRST)) / (to - from), memoryMb }
}

const takeDownSmall = async (bench: Bench) => {
  await using site = await openBacklog(bench, SMALL)
  return await takeDown(site)
}

const figuresOf = (
  small: Awaited<ReturnType<typeof takeDown>>,
  large: Awaited<ReturnType<typeof takeDown>>,
): Figure[] => [
  { what: `of ${numberText(SMALL)} pending`, unit: '/s', value: small.perSecond },
  { what: `of ${numberText(LARGE)} pending`, unit: '/s', value: large.perSecond },
  { what: 'the large against the small', unit: '×', value: large.perSecond / small.perSecond, asked: { atLeast: 0.8 } },
  { what: `memory of the worker, of ${numberText(SMALL)}`, unit: 'MB', value: small.memoryMb },
  {
    what: `memory of the worker, of ${numberText(LARGE)}`,
    unit: 'MB',
    value: large.memoryMb,
    asked: { atMost: 350 },
  },
]

export const backlogRow: Row = {
  title: `A worker on a backlog to ${WEBHOOKS} webhooks: its deliveries ${numberText(FIRST)} to ${numberText(LAST)}`,
  measure: async function* (bench) {
    await using site = await openBacklog(bench, LARGE)
    for (;;) {
      const small = await takeDownSmall(bench)
      bench.tell(`${numberText(LARGE)} pending`)
      yield figuresOf(small, await takeDown(site))
    }
  },
}
