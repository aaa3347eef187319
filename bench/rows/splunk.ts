import { postBare } from '../bare-client.ts'
import { cpuFigures, install } from '../installation.ts'
import { completeScan, integrate } from '../load.ts'
import { splunkAt } from '../receiver/index.ts'
import type { Row } from '../row.ts'
import { numberText } from '../table.ts'

const EVENTS = 20_000
/** More than they make. */
const KEPT = 2000
/** The service's own limit of requests at once to one collector. */
const LANES = 4

export const splunkRow: Row = {
  title: 'New findings to one Splunk collector in batches, from the 2xx to the last receipt',
  measure: async function* (bench) {
    await using site = await install(bench)
    const { receiver, api } = site
    await integrate(api, 'splunk', 'Load', splunkAt(receiver))
    await completeScan(api, 'warm up', 2000)
    await site.settled()
    const what = `${numberText(EVENTS)} events to one collector`
    for (let run = 1; ; run += 1) {
      await receiver.reset({ keep: KEPT })
      bench.tell(`${EVENTS} events`)
      const { acceptedAt } = await completeScan(api, `run ${run}`, EVENTS)
      const before = site.cpu()
      const { lastAt, requests } = await receiver.untilEvents(EVENTS, 120_000)
      await site.settled()
      const after = site.cpu()
      bench.tell('the same batches by the bare client')
      const bare = await postBare(receiver.origin, await receiver.kept(), requests, LANES)
      yield [
        {
          what,
          unit: '/s',
          value: (1000 * EVENTS) / (lastAt - acceptedAt),
          bare: EVENTS / bare.seconds,
          asked: { atLeast: 20_000 },
        },
        ...cpuFigures(what, EVENTS, before, after),
        { what: 'events a request', unit: '', value: EVENTS / requests },
      ]
    }
  },
}
