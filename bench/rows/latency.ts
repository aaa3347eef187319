import { paceBare } from '../bare-client.ts'
import { type Installation, install } from '../installation.ts'
import { integrate } from '../load.ts'
import { webhookAt } from '../receiver/index.ts'
import type { Figure, Row } from '../row.ts'
import { measureLatencies, PER_SECOND, SECONDS } from '../steady-load.ts'
import { quantileOf } from '../summary.ts'

const BARE_SECONDS = 5

/** Of messages that the receiver kept, posted at the same pace. */
const bareLatencies = async ({ receiver }: Installation): Promise<number[]> =>
  paceBare(receiver.origin, await receiver.kept(), PER_SECOND, BARE_SECONDS)

export const latencyRow: Row = {
  title: `${PER_SECOND} new findings a second for ${SECONDS} s to 1 webhook, from the 2xx to the receipt`,
  measure: async function* ({ processes, tell }) {
    await using site = await install({ processes, tell })
    await integrate(site.api, 'webhook', 'Load', webhookAt(site.receiver, '/hook'))
    for (let run = 1; ; run += 1) {
      tell(`${PER_SECOND} a second`)
      const { tookMs, refused } = await measureLatencies(site, site.api, `run ${run}`)
      tell('the bare client')
      const bare = await bareLatencies(site)
      yield [
        { what: 'p50', unit: 'ms', value: quantileOf(tookMs, 0.5), bare: quantileOf(bare, 0.5) },
        {
          what: 'p99',
          unit: 'ms',
          value: quantileOf(tookMs, 0.99),
          bare: quantileOf(bare, 0.99),
          asked: { atMost: 100 },
        },
        { what: 'worst', unit: 'ms', value: Math.max(...tookMs), bare: Math.max(...bare) },
        { what: 'events not accepted', unit: '', value: refused, asked: { atMost: 0 } },
      ] satisfies Figure[]
      await site.settled()
    }
  },
}
