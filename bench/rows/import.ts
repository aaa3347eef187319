import { startScan } from '../../test/webhook-load.ts'
import { until } from '../../test/process.ts'
import { peakMemoryMbOf } from '../cpu.ts'
import { install } from '../installation.ts'
import { integrate } from '../load.ts'
import { webhookAt } from '../receiver/index.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { makeSarif } from '../sarif.ts'

const RESULTS = 10_000

const since = (start: number): number => (performance.now() - start) / 1000

/** Of a service that was just started: its peak of memory is of this one import. */
const importOnce = async (bench: Bench, report: Uint8Array<ArrayBuffer>): Promise<Figure[]> => {
  await using site = await install(bench, [])
  const service = await site.start('serve')
  const api = site.client(service)
  await integrate(api, 'webhook', 'Load', webhookAt(site.receiver, '/hook'))
  const scanId = await startScan(api, 'bench')
  bench.tell(`a report of ${(report.length / 1e6).toFixed(1)} MB`)
  const start = performance.now()
  await api.upload(`/scans/${scanId}/report?format=sarif`, report)
  const accepted = since(start)
  // Deliveries are made in the order of events, so the last event's is the last one.
  const { items } = await api.get<{ items: { id: string }[] }>('/events?event=finding_new&limit=1')
  const isRouted = async (): Promise<true | undefined> =>
    (await api.get<{ routed: boolean }>(`/events/${items[0]?.id}`)).routed ? true : undefined
  await until('the last event is routed', isRouted, 60_000)
  const routed = since(start)
  await site.receiver.untilEvents(RESULTS, 120_000)
  const delivered = since(start)
  return [
    { what: 'answered after', unit: 's', value: accepted, asked: { atMost: 3 } },
    { what: 'all routed after', unit: 's', value: routed },
    { what: 'all delivered after', unit: 's', value: delivered },
    { what: 'peak of memory', unit: 'MB', value: peakMemoryMbOf(service.pid), asked: { atMost: 400 } },
  ]
}

export const importRow: Row = {
  title: `Import of a SARIF report of ${RESULTS} results to one webhook`,
  measure: async function* (bench) {
    const report = makeSarif(RESULTS)
    for (;;) yield await importOnce(bench, report)
  },
}
