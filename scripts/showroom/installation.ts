import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createApi, type DemoApi } from '../../demo/api.ts'
import { awaitJudged, awaitOutcome } from '../../demo/outcome.ts'
import { RECEIVERS } from '../../demo/receivers/index.ts'
import type { Receiver } from '../../demo/receivers/receiver.ts'
import { startService } from '../../src/app.ts'
import { newApiKey } from '../../src/core/api-key.ts'
import { createLog } from '../../src/log.ts'
import { type DatabasePool, openDatabase } from '../../src/store/database.ts'
import { startEmbedded } from '../../src/store/embedded.ts'
import { databaseUrl, newFernetKey } from '../../test/process.ts'
import { INTEGRATIONS } from './integrations.ts'
import { type PlannedScan, SCANS, type TargetName, TARGETS } from './plan.ts'
import { moveBack, recount } from './times.ts'

/** A service that has run for a week. */
export interface Showroom extends AsyncDisposable {
  url: string
  /** The owner's key. */
  key: string
  api: DemoApi
  /** With which its first owner chooses a password. */
  setUpLink: string
}

const DEADLINE_MS = 180_000

const idOf = async (api: DemoApi, path: string, body: unknown): Promise<string> =>
  (await api.post<{ id: string }>(path, body)).id

const makeTargets = async (api: DemoApi): Promise<Record<TargetName, string>> => {
  const made: [string, string][] = []
  for (const [name, target] of Object.entries(TARGETS)) made.push([name, await idOf(api, '/targets', target)])
  return Object.fromEntries(made) as Record<TargetName, string>
}

/** Answers the receivers, and the ids of the integrations that are to be switched off in the end. */
const integrate = async (api: DemoApi, targets: Record<TargetName, string>) => {
  const receivers: Receiver[] = []
  const off: string[] = []
  for (const { name, kind, fault, off: isOff, targets: names, ...filter } of INTEGRATIONS) {
    const receiver = await RECEIVERS[kind]({ ...(fault && { fault: (_n, request) => fault(request) }) })
    receivers.push(receiver)
    const target_ids = names?.map((target) => targets[target]) ?? null
    const id = await idOf(api, '/integrations', { name, kind, config: receiver.config, target_ids, ...filter })
    if (isOff) off.push(id)
  }
  return { receivers, off }
}

const run = async (api: DemoApi, targets: Record<TargetName, string>, planned: PlannedScan): Promise<string> => {
  const { target, profile, findings, error, grade, score } = planned
  const id = await idOf(api, '/scans', { target_id: targets[target], profile })
  if (error !== undefined) await api.post(`/scans/${id}/fail`, { error })
  else if (typeof findings === 'string') {
    const report = await readFile(new URL(`../../samples/${findings}`, import.meta.url))
    await api.upload(`/scans/${id}/report?format=auto`, new Uint8Array(report))
  } else await api.post(`/scans/${id}/complete`, { findings, grade, score })
  return id
}

const byTitle = async (api: DemoApi, title: string): Promise<string> => {
  const findings = await api.all<{ id: string; title: string }>('/findings')
  return findings.find((finding) => finding.title.startsWith(title))?.id ?? ''
}

/** What people made of some of it. */
const triage = async (api: DemoApi): Promise<void> => {
  const act = async (title: string, verb: string, body: unknown): Promise<unknown> =>
    api.post(`/findings/${await byTitle(api, title)}/${verb}`, body)
  await act('Basket', 'status', { verification_status: 'true_positive' })
  await act('Sign-in forwards', 'suppress', { reason: 'accepted_risk', note: 'until the new sign-in of March' })
  await act('Server tells', 'status', { verification_status: 'false_positive' })
  await act('Coupon', 'recheck', { outcome: 'fixed', note: 'one statement now' })
}

/** Once the first owner is there: the link that makes one works only while there is nobody. */
export const invite = async (api: DemoApi): Promise<void> => {
  await api.post('/users', { email: 'noor@example.com', name: 'Noor Haddad', role: 'admin' })
  await api.post('/users', { email: 'ines@example.com', name: 'Inés Roca', role: 'analyst' })
}

const makeKeys = async (api: DemoApi): Promise<void> => {
  await api.post('/keys', {
    name: 'GitHub Actions',
    scopes: ['targets:read', 'targets:write', 'scans:read', 'scans:write'],
  })
  await api.post('/keys', { name: 'Grafana', scopes: ['integrations:read', 'deliveries:read'] })
}

const settle = async (api: DemoApi): Promise<void> => {
  await awaitOutcome(api, DEADLINE_MS, () => undefined)
}

const live = async (api: DemoApi, db: DatabasePool, targets: Record<TargetName, string>, off: readonly string[]) => {
  const made: string[] = []
  for (const planned of SCANS) {
    made.push(await run(api, targets, planned))
    await awaitJudged(api, DEADLINE_MS)
  }
  await settle(api)
  for (const [at, planned] of SCANS.entries()) await moveBack(db, made[at] ?? '', planned)
  await triage(api)
  for (const id of off) await api.patch(`/integrations/${id}`, { enabled: false })
  await settle(api)
  await idOf(api, '/scans', { target_id: targets.payments, profile: 'nightly' })
  await settle(api)
  await recount(db)
}

/** Starts a service in an empty folder, with a receiver on loopback for each integration, and lets a week go by. */
export const startShowroom = async (folder: string): Promise<Showroom> => {
  const log = createLog('fatal')
  const embedded = await startEmbedded(folder, log)
  const key = newApiKey(randomBytes)
  const config = {
    host: '127.0.0.1',
    port: 0,
    dataDir: folder,
    databaseUrl: databaseUrl(embedded.connection),
    fernetKeys: [newFernetKey(), newFernetKey()],
    apiKey: key,
    egressAllow: '127.0.0.1',
    productName: 'Pencheff',
    logLevel: 'fatal' as const,
    rateLimit: 1_000_000,
    retentionDays: 90,
    trustedProxies: [],
  }
  const service = await startService(config, { api: true, worker: true }, log)
  const db = openDatabase(embedded.connection, log, { max: 1 })
  const api = createApi(service.url, key)
  const targets = await makeTargets(api)
  const { receivers, off } = await integrate(api, targets)
  await makeKeys(api)
  await live(api, db, targets, off)
  return {
    url: service.url,
    key,
    api,
    setUpLink: service.setUpLink ?? '',
    [Symbol.asyncDispose]: async () => {
      await service.close()
      await Promise.all(receivers.map((receiver) => receiver.close()))
      await db.close()
      await embedded.stop()
    },
  }
}
