import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApi, type DemoApi } from '../demo/api.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { KINDS, type Kind } from '../src/destinations/destination.ts'
import { startPostgres } from '../test/postgres-server.ts'
import { newFernetKey, type Processes } from '../test/process.ts'
import { startReceiverProcess, type ReceiverProcess } from '../test/receiver-process.ts'

/** What came of one kind's deliveries at a receiver that enforces its vendor's published rate. */
export interface RateRow {
  kind: Kind
  /** Finding deliveries by state. */
  states: Record<string, number>
  requests: number
  /** Answered that they came too fast. */
  throttled: number
  malformed: number
}

const WORKERS = 2

const findings = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => ({
    title: `Finding ${String(n)}`,
    severity: n % 10 === 0 ? 'critical' : 'high',
    fingerprint: `rate-${String(n)}`,
    endpoint: `GET /page/${String(n)}`,
  }))

const statesOf = async (api: DemoApi, integrationId: string): Promise<Record<string, number>> => {
  const all = await api.all<{ state: string }>(`/deliveries?integration_id=${integrationId}&event=finding_new`)
  return Object.fromEntries([...Map.groupBy(all, ({ state }) => state)].map(([state, own]) => [state, own.length]))
}

const isThrough = (states: Record<string, number>, count: number): boolean =>
  (states.delivered ?? 0) + (states.dead ?? 0) === count

/** Sends `count` findings of one scan to all ten kinds through two workers, for as long as given at most. */
export const measureRates = async (processes: Processes, count: number, minutes: number): Promise<RateRow[]> => {
  const postgres = await startPostgres(processes)
  try {
    const receivers = new Map<Kind, ReceiverProcess>()
    for (const kind of KINDS) receivers.set(kind, await startReceiverProcess(processes, kind, ['--enforce-rate']))
    const key = newApiKey(randomBytes)
    const env = {
      DATABASE_URL: await postgres.createDatabase('rates'),
      FERNET_KEYS: newFernetKey(),
      EGRESS_ALLOW: [...receivers.values()].map(({ url }) => new URL(url).host).join(','),
    }
    const service = await processes.service('api', { ...env, API_KEY: key })
    const api = createApi(service.url, key)
    await Promise.all(Array.from({ length: WORKERS }, () => processes.service('worker', env)))
    const ids = new Map<Kind, string>()
    for (const [kind, { config }] of receivers) {
      const { id } = await api.post<{ id: string }>('/integrations', { kind, name: kind, config })
      ids.set(kind, id)
    }
    const target = await api.post<{ id: string }>('/targets', { kind: 'url', name: 'rates' })
    const scan = await api.post<{ id: string }>('/scans', { target_id: target.id })
    await api.post(`/scans/${scan.id}/complete`, { findings: findings(count) })
    const deadline = Date.now() + minutes * 60_000
    const rows = async (): Promise<RateRow[]> => {
      const made: RateRow[] = []
      for (const [kind, id] of ids) {
        const counters = await receivers.get(kind)?.counters()
        if (!counters) continue
        const { requests, throttled, problems: malformed } = counters
        made.push({ kind, states: await statesOf(api, id), requests, throttled, malformed })
      }
      return made
    }
    for (;;) {
      const now = await rows()
      if (Date.now() > deadline || now.every(({ states }) => isThrough(states, count))) return now
      await sleep(15_000)
    }
  } finally {
    await postgres.stop()
  }
}
