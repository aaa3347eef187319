import type { DemoApi } from '../../demo/api.ts'
import { postBare } from '../bare-client.ts'
import { type Cpu, cpuFigures, type Installation, install } from '../installation.ts'
import { completeScan, integrate } from '../load.ts'
import { webhookAt } from '../receiver/index.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { numberText } from '../table.ts'

const DELIVERIES = 20_000
/** So many of what the service sent the bare client posts over and over: all would be 40 MB in the receiver's hand. */
const KEPT = 2000
/** The service's own limit of requests at once to one webhook. */
const LANES_PER_WEBHOOK = 16
const TIMEOUT_MS = 180_000

/** A workspace with so many webhooks at the receiver. */
export interface Fan {
  api: DemoApi
  webhooks: number
}

/** Of one pass: from the 2xx of `complete` to the last receipt. */
export interface Pass {
  perSecond: number
  /** The same from the sending of the request on. */
  perSecondSinceAsked: number
  /** When it began, and when all was recorded. */
  cpu: { before: Cpu; after: Cpu }
}

export const addFan = async (site: Installation, webhooks: number): Promise<Fan> => {
  const api = await site.workspace(`${webhooks} webhooks`)
  for (let n = 0; n < webhooks; n += 1)
    await integrate(api, 'webhook', `Load ${n}`, webhookAt(site.receiver, `/hook-${n}`))
  return { api, webhooks }
}

/** Delivers so many through the service and measures it. */
export const passThrough = async (
  site: Installation,
  { api, webhooks }: Fan,
  target: string,
  deliveries = DELIVERIES,
): Promise<Pass> => {
  await site.receiver.reset({ keep: KEPT })
  const { askedAt, acceptedAt } = await completeScan(api, target, deliveries / webhooks)
  const before = site.cpu()
  const { lastAt } = await site.receiver.untilEvents(deliveries, TIMEOUT_MS)
  await site.settled()
  const after = site.cpu()
  const since = (at: number): number => (1000 * deliveries) / (lastAt - at)
  return { perSecond: since(acceptedAt), perSecondSinceAsked: since(askedAt), cpu: { before, after } }
}

/** The same by the bare client, with what the receiver kept of the last pass. */
export const passBare = async (
  { receiver }: Installation,
  webhooks: number,
  deliveries = DELIVERIES,
): Promise<{ perSecond: number; cpuUs: number }> => {
  const messages = await receiver.kept()
  const { seconds, cpuSeconds } = await postBare(receiver.origin, messages, deliveries, LANES_PER_WEBHOOK * webhooks)
  return { perSecond: deliveries / seconds, cpuUs: (cpuSeconds * 1e6) / deliveries }
}

const figuresOf = async ({ tell }: Bench, site: Installation, fan: Fan, target: string): Promise<Figure[]> => {
  const { webhooks } = fan
  const what = `${numberText(DELIVERIES / webhooks)} findings to ${webhooks} webhook${webhooks > 1 ? 's' : ''}`
  tell(what)
  const { perSecond, cpu } = await passThrough(site, fan, target)
  tell(`${what}, by the bare client`)
  const bare = await passBare(site, webhooks)
  const [service, ...others] = cpuFigures(what, DELIVERIES, cpu.before, cpu.after)
  return [
    { what, unit: '/s', value: perSecond, bare: bare.perSecond, asked: { of: 'ratio', atLeast: 0.35 } },
    ...(service ? [{ ...service, bare: bare.cpuUs }] : []),
    ...others,
  ]
}

/** A service that has been at work already, as one that runs for weeks. */
const WARM_UP = 2000

export const webhookRow: Row = {
  title: 'Deliveries of new findings to webhooks, from the 2xx to the last receipt',
  measure: async function* (bench) {
    await using site = await install(bench)
    const fans = [await addFan(site, 1), await addFan(site, 10)]
    bench.tell('warming up')
    for (const fan of fans) await passThrough(site, fan, 'warm up', WARM_UP)
    for (let run = 1; ; run += 1) {
      const figures: Figure[] = []
      for (const fan of fans) figures.push(...(await figuresOf(bench, site, fan, `run ${run}`)))
      yield figures
    }
  },
}
