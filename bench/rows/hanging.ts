import { type Installation, install } from '../installation.ts'
import { integrate } from '../load.ts'
import { webhookAt } from '../receiver/index.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { measureLatencies, PER_SECOND } from '../steady-load.ts'
import { quantileOf } from '../summary.ts'

const HANGING = 9

/** A workspace whose first webhook is well; the others answer after 15 s, which is an attempt's deadline. */
const addWorkspace = async (site: Installation, hanging: number) => {
  const api = await site.workspace(`${hanging} hang`)
  await integrate(api, 'webhook', 'Well', webhookAt(site.receiver, '/hook'))
  for (let n = 0; n < hanging; n += 1)
    await integrate(api, 'webhook', `Hangs ${n}`, webhookAt(site.receiver, `/hang-${n}`))
  return api
}

/** Of a fresh service: what hung waits for its retries when the run is over. */
const measureOnce = async (bench: Bench): Promise<Figure[]> => {
  await using site = await install(bench)
  bench.tell('none hangs')
  const alone = await measureLatencies(site, await addWorkspace(site, 0), 'alone')
  await site.settled()
  bench.tell(`${HANGING} hang`)
  const among = await measureLatencies(site, await addWorkspace(site, HANGING), 'among')
  const p99 = { alone: quantileOf(alone.tookMs, 0.99), among: quantileOf(among.tookMs, 0.99) }
  return [
    { what: 'p50 while none hangs', unit: 'ms', value: quantileOf(alone.tookMs, 0.5) },
    { what: `p50 while ${HANGING} hang`, unit: 'ms', value: quantileOf(among.tookMs, 0.5) },
    { what: 'p99 while none hangs', unit: 'ms', value: p99.alone },
    { what: `p99 while ${HANGING} hang`, unit: 'ms', value: p99.among },
    { what: 'p99 against none', unit: '×', value: p99.among / p99.alone, asked: { atMost: 2 } },
    { what: 'events not accepted', unit: '', value: alone.refused + among.refused, asked: { atMost: 0 } },
  ]
}

export const hangingRow: Row = {
  title: `As d, each finding also to ${HANGING} webhooks that hang for 15 s each: the healthy one, at ${PER_SECOND} a second`,
  measure: async function* (bench) {
    for (;;) yield await measureOnce(bench)
  },
}
