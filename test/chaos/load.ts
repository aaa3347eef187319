import { setTimeout as pause } from 'node:timers/promises'
import type { Accepted } from './run.ts'

/** What clients bring in. */
export interface Load {
  scans: number
  findings: number
  /** Of the findings of each scan; each is changed twice. */
  judged: number
  /** At once. */
  clients: number
  /** A scan begins when this resolves: it makes so large a share of all full. */
  gate?(share: number): Promise<void>
}

/** To each integration. */
export const messagesOf = ({ scans, findings, judged }: Load): number => scans * (2 + findings + 2 * judged)

/** Sends requests as a careful client does: each under a key of its own, again and again until it is answered. */
export interface Client {
  get<T>(path: string): Promise<T>
  post<T>(path: string, key: string, body: unknown): Promise<T>
  /** Tries that got no 2xx. */
  failures(): number
}

const RETRY_MS = 100
const TIMEOUT_MS = 20_000
const MAX_TRIES = 3000
/** "A request with this key is still running" is among them. */
const AGAIN = new Set([409, 429, 500, 502, 503, 504])

export const createClient = (urlOf: () => Promise<string>, apiKey: string): Client => {
  let failures = 0
  const once = async (path: string, init: RequestInit): Promise<Response | undefined> => {
    const response = await fetch(`${await urlOf()}/api${path}`, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (response.ok) return response
    const text = await response.text()
    if (!AGAIN.has(response.status)) throw new Refused(`${path} answered ${String(response.status)}: ${text}`)
    return undefined
  }
  const call = async <T>(path: string, init: RequestInit): Promise<T> => {
    for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
      try {
        const response = await once(path, init)
        if (response) return (await response.json()) as T
      } catch (error) {
        if (error instanceof Refused) throw error
      }
      failures += 1
      await pause(RETRY_MS)
    }
    throw new Error(`${path} was not answered in ${String(MAX_TRIES)} tries`)
  }
  const authorization = `Bearer ${apiKey}`
  return {
    get: (path) => call(path, { headers: { authorization } }),
    post: (path, key, body) =>
      call(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    failures: () => failures,
  }
}

/** Asking again would not help. */
class Refused extends Error {
  override name = 'Refused'
}

const finding = (n: number): Record<string, unknown> => ({
  title: `Query built from user input in handler ${n}`,
  severity: 'high',
  fingerprint: `finding-${n}`,
  description: 'The value of the parameter reaches the SQL text unescaped.',
  location: { path: `src/handlers/handler-${n}.ts`, start_line: n + 1 },
})

const STATUSES = ['unverified', 'true_positive', 'false_positive'] as const

/** Tells twice of a finding what came of it. */
const judge = async (
  client: Client,
  { id, fingerprint }: { id: string; fingerprint: string },
  targetId: string,
  accepted: Accepted[],
): Promise<void> => {
  const name = `${targetId} ${fingerprint}`
  for (const step of [1, 2] as const) {
    await client.post(`/findings/${id}/status`, `${id}-${step}`, { verification_status: STATUSES[step] })
    const change = `verification_status: ${STATUSES[step - 1] ?? ''} → ${STATUSES[step]}`
    accepted.push({ message: `finding_changed ${name} ${change}`, finding: name, step })
  }
}

const scanOnce = async (client: Client, name: string, load: Load, accepted: Accepted[]): Promise<void> => {
  const target = await client.post<{ id: string }>('/targets', `target-${name}`, { kind: 'repo', name })
  const scan = await client.post<{ id: string }>('/scans', `scan-${name}`, { target_id: target.id })
  accepted.push({ message: `scan_started ${scan.id}`, step: 0 })
  const findings = Array.from({ length: load.findings }, (_, n) => finding(n))
  await client.post(`/scans/${scan.id}/complete`, `complete-${name}`, { findings })
  accepted.push({ message: `scan_done ${scan.id}`, step: 0 })
  for (const { fingerprint } of findings) {
    const key = `${target.id} ${String(fingerprint)}`
    accepted.push({ message: `finding_new ${key}`, finding: key, step: 0 })
  }
  if (load.judged === 0) return
  const { items } = await client.get<{ items: { id: string; fingerprint: string }[] }>(
    `/scans/${scan.id}/findings?limit=${load.judged}`,
  )
  for (const item of items) await judge(client, item, target.id, accepted)
}

/** Brings it all in; what is answered with a 2xx goes into `accepted`. */
export const bringIn = async (client: Client, load: Load, accepted: Accepted[]): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < load.scans) {
      next += 1
      const n = next
      await load.gate?.(n / load.scans)
      await scanOnce(client, `n${n}`, load, accepted)
    }
  }
  await Promise.all(Array.from({ length: load.clients }, work))
}
