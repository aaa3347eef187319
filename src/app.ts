import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Config } from './config.ts'
import { newApiKey } from './core/api-key.ts'
import { SCOPES } from './core/caller.ts'
import { newId } from './core/id.ts'
import type { Sender } from './delivery/attempt.ts'
import { watchClock } from './delivery/clock-watch.ts'
import { createIntents } from './delivery/intents.ts'
import { fanOutEvent, fanOutScan } from './delivery/fan-out.ts'
import { createTell } from './delivery/operator.ts'
import { startSweeping } from './delivery/sweep.ts'
import { watchEvents } from './delivery/suspect-events.ts'
import { createWorker } from './delivery/worker.ts'
import { parseAllow } from './egress/address-guard.ts'
import { createEgress, type Egress } from './egress/http-client.ts'
import type { Authenticate } from './http/door.ts'
import { createHttpDoor } from './http/http-door.ts'
import { hideSecret, type Logger } from './log.ts'
import { createMetrics, type Meter } from './metrics.ts'
import { createMcpDoor, type McpDoor } from './mcp/mcp-door.ts'
import { type Auditor, createAuditor } from './operations/audited.ts'
import { type ChangeHub, createChangeHub } from './operations/change-hub.ts'
import { operations } from './operations/index.ts'
import type { AllServices } from './operations/services.ts'
import { createOidc } from './people/oidc.ts'
import { makeFirstOwnerLink } from './people/set-up.ts'
import { asConfig, openStorage, requireKeys, type Storage } from './storage.ts'
import { findKeyHolder } from './store/api-keys.ts'
import { CHANGES_CHANNEL, type ChangeNotes, createChangeNotes, readNote } from './store/change-notes.ts'
import { readClockAheadMs } from './store/clock.ts'
import { type ConnectionOptions, type Database, openDatabase } from './store/database.ts'
import { createIdempotencyStore } from './store/idempotency.ts'
import { listen } from './store/listener.ts'
import { RESTS_CHANNEL } from './store/budgets.ts'
import { DELIVERIES_CHANNEL } from './store/deliver-queue.ts'
import { createRosters } from './store/rosters.ts'
import { findSession } from './store/sessions.ts'
import { countUnsettled, type Unsettled } from './store/unsettled.ts'
import { readVitalSigns } from './store/vital-signs.ts'
import { ensureFirstWorkspace, ensureOwnerKey, firstWorkspaceId } from './store/workspaces.ts'
import { createAnswerSeal } from './vault/answer-seal.ts'
import { VERSION } from './version.ts'

export type { Unsettled }

/** What a process does: `api` answers requests, `worker` delivers; `serve` is both. */
export interface Roles {
  api: boolean
  worker: boolean
}

export interface Service {
  /** Where it listens. */
  url: string
  /** The owner's key, where this start made it: shown once. */
  madeApiKey?: string
  /** What a scan has still to send. */
  unsettled(scanId: string): Promise<Unsettled>
  /** With which the first owner chooses a password, while nobody can sign in to the first workspace. */
  setUpLink?: string
  /** Drains, stops the embedded server, and resolves when all is closed. */
  close(): Promise<void>
}

const secretsOf = ({ databaseUrl, fernetKeys = [], apiKey }: Config): string[] => {
  const password = databaseUrl === undefined ? '' : decodeURIComponent(new URL(databaseUrl).password)
  return [password, apiKey ?? '', ...fernetKeys]
}

const CLOSE_REQUESTS_MS = 20_000
const DASHBOARD = fileURLToPath(new URL('../dashboard/dist', import.meta.url))

/** Links in messages need the port before anything listens. */
const settlePort = async ({ host, port }: Config): Promise<number> => {
  if (port !== 0) return port
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const { port: free } = probe.address() as AddressInfo
      probe.close(() => resolve(free))
    })
  })
}

/** Makes the first workspace and its owner key; answers the key where it was made here. */
const ensureOwner = async (config: Config, { db }: Storage): Promise<string | undefined> => {
  const key = config.apiKey ?? newApiKey(randomBytes)
  const { created } = await ensureFirstWorkspace(db, key)
  if (config.apiKey !== undefined) {
    await ensureOwnerKey(db, config.apiKey)
    return undefined
  }
  return created ? key : undefined
}

/**
 * Who asks, by key. `localKey` is a key of this process's own, made for whoever started it and kept nowhere: it owns the
 * first workspace as long as the process lives.
 */
const authenticateWith = async (db: Database, localKey: string | undefined): Promise<Authenticate> => {
  const workspaceId = localKey === undefined ? undefined : await firstWorkspaceId(db)
  const findHolder: Authenticate = async (key) => {
    const caller = await findKeyHolder(db, key)
    if (caller) hideSecret(key)
    return caller
  }
  if (localKey === undefined || workspaceId === undefined) return findHolder
  hideSecret(localKey)
  const caller = { workspaceId, keyId: newId(), keyName: 'command line', scopes: SCOPES, instanceOwner: true }
  return (key) => (key === localKey ? Promise.resolve(caller) : findHolder(key))
}

type HttpDoor = ReturnType<typeof createHttpDoor>

/** `mcp` is there where requests are answered; a process that only delivers has none. */
const openDoor = (
  config: Config,
  services: AllServices,
  authenticate: Authenticate,
  metrics: ReturnType<typeof createMetrics>,
  auditor: Auditor,
  mcp: McpDoor | undefined,
): HttpDoor => {
  const { db, ring, sender } = services
  return createHttpDoor({
    operations: mcp ? operations : [],
    ...(mcp && { serveMcp: mcp.serve }),
    services,
    authenticate,
    authenticateSession: (text) => findSession(db, text),
    trustedProxies: config.trustedProxies,
    idempotency: createIdempotencyStore(createAnswerSeal(ring)),
    auditor,
    log: sender.log,
    metrics: metrics.registry,
    ready: async () => (await db.query('select 1')).rowCount === 1,
    rateLimit: config.rateLimit,
    publicUrl: sender.render.publicUrl,
    version: VERSION,
    dashboard: mcp ? DASHBOARD : undefined,
    now: () => new Date(),
  })
}

/** Delivers until it is closed. */
const startWork = async (
  storage: Storage,
  sender: Sender,
  meter: Meter,
  notes: ChangeNotes,
  { retentionDays, operatorWebhook }: Pick<Config, 'retentionDays' | 'operatorWebhook'>,
): Promise<() => Promise<void>> => {
  const { queue, ring, connection } = storage
  const db = openDatabase(connection, sender.log, { byIndex: true })
  const worker = createWorker({ db, queue, ring, sender, tell: createTell(sender, operatorWebhook), meter, notes })
  const onRouted = (workspaceId: string | undefined): void => {
    if (workspaceId !== undefined) notes.note(workspaceId, ['events', 'deliveries'])
  }
  const watched = watchEvents({ db, log: sender.log, meter })
  const findRoster = createRosters()
  const { handover } = worker
  const stopJudging = await queue.onNotify({
    event: async (id, isSuspect) =>
      onRouted(await fanOutEvent(db, queue, id, { findRoster, ...(isSuspect ? { walk: watched } : { handover }) })),
    scan: async (id, isSuspect) =>
      onRouted(await fanOutScan(db, queue, id, { findRoster, ...(isSuspect ? { walk: watched } : { handover }) })),
  })
  const onNotice = (channel: string, payload: string): void => {
    const [remote = '', ms] = payload.split(' ')
    if (channel === RESTS_CHANNEL && ms !== undefined) worker.rest(remote, Number(ms))
    else worker.notice(payload)
  }
  const listener = listen(connection, [DELIVERIES_CHANNEL, RESTS_CHANNEL], onNotice, sender.log)
  worker.start()
  const stopSweeping = startSweeping(db, retentionDays, sender.log)
  return async () => {
    // Before their connections are closed, over which whoever is at work would try again for ever.
    await Promise.all([stopSweeping(), worker.stop(), stopJudging()])
    await listener.close()
    await db.close()
  }
}

/** Hands on what all processes tell, until it is closed. */
const hearChanges = (connection: ConnectionOptions, hub: ChangeHub, log: Logger): (() => Promise<void>) => {
  const onNotice = (_channel: string, payload: string): void => {
    const note = readNote(payload)
    if (note) hub.tell(note.workspaceId, note.kinds)
    else hub.tellAll()
  }
  return listen(connection, [CHANGES_CHANNEL], onNotice, log).close
}

/** Running requests finish; those that take too long are cut off with their connections. */
const closeDoor = async (door: HttpDoor): Promise<void> => {
  const cut = setTimeout(() => door.server.closeAllConnections(), CLOSE_REQUESTS_MS)
  await door.close()
  clearTimeout(cut)
}

const createSender = (egress: Egress, { db }: Storage, config: Config, port: number, log: Logger): Sender => ({
  egress,
  intents: createIntents(db),
  render: {
    productName: config.productName,
    publicUrl:
      config.publicUrl ?? `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${String(port)}`,
  },
  log,
})

/** Over plain http anybody on the way reads a session; on loopback nobody is on the way. */
const warnOfPlainSessions = ({ render, log }: Sender): void => {
  const { protocol, hostname } = new URL(render.publicUrl)
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return
  log.warn(
    'PUBLIC_URL is plain http: sessions of people can be read on the way. Put a TLS proxy in front of the service',
  )
}

/**
 * Starts the service and resolves when it is ready. Throws `ConfigError`, and `DataDirInUse` when another process owns the
 * data folder; nothing listens then.
 */
export const startService = async (config: Config, roles: Roles, log: Logger, localKey?: string): Promise<Service> => {
  for (const secret of secretsOf(config)) hideSecret(secret)
  const allow = asConfig('EGRESS_ALLOW', () => parseAllow(config.egressAllow))
  const storage = await openStorage(config, log, roles.worker)
  const egress = createEgress({ allow, userAgent: `pencheff-integrations/${VERSION}` })
  const closers: (() => Promise<void>)[] = [storage.close, egress.close]
  const close = async (): Promise<void> => {
    // What was opened last is closed first.
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    await requireKeys(storage)
    const port = await settlePort(config)
    const sender = createSender(egress, storage, config, port, log)
    const stopClockWatch = watchClock(() => readClockAheadMs(storage.db), log)
    closers.push(async () => stopClockWatch())
    const metrics = createMetrics(() => readVitalSigns(storage.db))
    const madeApiKey = roles.api ? await ensureOwner(config, storage) : undefined
    const setUpLink = roles.api ? await makeFirstOwnerLink(storage.db, sender.render.publicUrl) : undefined
    if (roles.api) warnOfPlainSessions(sender)
    const { db, queue, ring, connection } = storage
    const notes = createChangeNotes(db, log)
    closers.push(notes.close)
    if (roles.worker) closers.push(await startWork(storage, sender, metrics.meter, notes, config))
    const oidc = config.oidc && createOidc(config.oidc, egress, sender.render.publicUrl)
    const changes = createChangeHub()
    if (roles.api) closers.push(hearChanges(connection, changes, log))
    const { retentionDays } = config
    const services = { db, queue, ring, sender, changes, retentionDays, ...(oidc && { oidc }) }
    const auditor = createAuditor(log, notes.note)
    const mcp = roles.api ? createMcpDoor({ services, auditor, version: VERSION, log }) : undefined
    const door = openDoor(config, services, await authenticateWith(db, localKey), metrics, auditor, mcp)
    closers.push(() => closeDoor(door))
    // Before the door: what streams would keep it open.
    if (mcp) closers.push(mcp.close)
    closers.push(changes.close)
    const url = await door.listen({ host: config.host, port })
    return {
      url,
      unsettled: (scanId) => countUnsettled(db, scanId),
      close,
      ...(madeApiKey !== undefined && { madeApiKey }),
      ...(setUpLink !== undefined && { setUpLink }),
    }
  } catch (error) {
    await close()
    throw error
  }
}
