import type { DemoApi } from '../demo/api.ts'
import { untilTime } from './bare-client.ts'
import type { Installation } from './installation.ts'
import { benchFindings, MARK } from './load.ts'
import { sharedNow } from './receiver/ledger.ts'

export const PER_SECOND = 500
export const SECONDS = 30
/** 50 scans a second end with 10 new findings each. */
const PER_SCAN = 10
const EVENTS = PER_SECOND * SECONDS
const KEPT = 500
/** Scans of one target end one after the other. */
const TARGETS = 20
/** So long after the last was accepted a message may still come. */
const GRACE_MS = 30_000

/** The scans that will end, started beforehand: what is measured are the new findings. */
const startScans = async (api: DemoApi, run: string): Promise<string[]> => {
  const targets: string[] = []
  for (let n = 0; n < TARGETS; n += 1) {
    targets.push((await api.post<{ id: string }>('/targets', { kind: 'repo', name: `${run}, ${n}` })).id)
  }
  const scans: string[] = []
  for (let from = 0; from < EVENTS / PER_SCAN; from += TARGETS) {
    const started = await Promise.all(targets.map((target_id) => api.post<{ id: string }>('/scans', { target_id })))
    scans.push(...started.map(({ id }) => id))
  }
  return scans
}

/** Ends the scans at their time, whatever became of those before; answers when each one's 2xx came, if it did. */
const endScans = async (api: DemoApi, scans: readonly string[]): Promise<(number | undefined)[]> => {
  const ends: Promise<number | undefined>[] = []
  const start = performance.now()
  for (const [index, scan] of scans.entries()) {
    await untilTime(start + (1000 * index * PER_SCAN) / PER_SECOND)
    const findings = benchFindings(PER_SCAN, index * PER_SCAN)
    ends.push(
      api.post(`/scans/${scan}/complete`, { findings }).then(
        () => sharedNow(),
        () => undefined,
      ),
    )
  }
  return Promise.all(ends)
}

export interface Latencies {
  /** From the 2xx of its scan to the receiver, in milliseconds; infinite where it did not come. */
  tookMs: number[]
  /** Events that were not accepted: the service answered their scan with no 2xx. */
  refused: number
}

/** Fires 500 new findings a second for 30 seconds. */
export const measureLatencies = async (
  { receiver, settled }: Installation,
  api: DemoApi,
  run: string,
): Promise<Latencies> => {
  const scans = await startScans(api, run)
  await settled()
  await receiver.reset({ keep: KEPT, mark: MARK })
  const acceptedAt = await endScans(api, scans)
  const accepted = acceptedAt.filter((at) => at !== undefined).length * PER_SCAN
  await receiver.untilEvents(accepted, GRACE_MS).catch(() => undefined)
  const arrivedAt = await receiver.arrivals()
  const tookMs = acceptedAt.flatMap((at, scan) => {
    if (at === undefined) return []
    // One may be there before its 2xx is read.
    return Array.from({ length: PER_SCAN }, (_, n) => Math.max(0, (arrivedAt[scan * PER_SCAN + n] ?? Infinity) - at))
  })
  return { tookMs, refused: EVENTS - accepted }
}
