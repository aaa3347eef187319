import { randomBytes } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { createApi, type DemoApi } from '../demo/api.ts'
import { startWebhook } from '../demo/receivers/webhook.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { createLog } from '../src/log.ts'
import { type KeyStatus, keyStatus } from '../src/operations/key-rotation.ts'
import { type ConnectionOptions, type Database, openDatabase } from '../src/store/database.ts'
import { createKeyRing, type KeyRing } from '../src/vault/key-ring.ts'
import { databaseUrl, type Ended, type Env, newFernetKey, type Processes, until } from './process.ts'
import { insertWebhooks, openAll } from './sealed-webhooks.ts'
import { completeScanWith } from './webhook-load.ts'

export interface RotationPlan {
  secrets: number
  writers: number
  kills: number
}

export interface RotationRun {
  /** Rows under the first key at each kill -9 of the rotation. */
  killedAt: number[]
  /** How the last rotation ended. */
  ended: Ended
  /** Keys and their rows in the end. */
  keys: KeyStatus[]
  changes: number
  /** Secrets that are not what was last written. */
  wrongSecrets: number
  delivered: number
  /** Attempts that were anything but delivered. */
  failedAttempts: number
  /** What the receiver found wrong, signatures too. */
  problems: string[]
  seconds: number
}

const RECEIVING = 10
const HEADER = 'X-Token'

/** Deliveries and changes of secrets, until they are told to stop. */
const keepBusy = (api: DemoApi, ids: readonly string[], writers: number) => {
  const written = new Map<string, string>()
  let changes = 0
  let scans = 0
  let stopped = false
  const write = async (writer: number): Promise<void> => {
    for (let n = writer; !stopped; n += writers) {
      const id = ids[(n * 7919) % ids.length] ?? ''
      const value = `value-${n}-of-the-token`
      await api.patch(`/integrations/${id}`, { config: { headers: { [HEADER]: value } } })
      written.set(id, value)
      changes += 1
    }
  }
  const scan = async (): Promise<void> => {
    while (!stopped) {
      await completeScanWith(api, 5, `scan ${++scans}`)
      await breathe()
    }
  }
  // Each writer has integrations of its own: of two changes of one at once the API refuses one.
  const work = Promise.all([scan(), ...Array.from({ length: writers }, (_, writer) => write(writer))])
  return {
    written,
    changes: () => changes,
    stop: async (): Promise<void> => {
      stopped = true
      await work
    },
  }
}

const underFirstKey = async (db: Database, { primaryKid }: KeyRing): Promise<number> => {
  const { rows } = await db.query<{ count: number }>('select count(*) from integrations where kid = $1', [primaryKid])
  return rows[0]?.count ?? 0
}

/** Runs `keys rotate` and kills it once a few more rows are through, as often as the plan says. */
const killRotations = async (
  rotate: () => ReturnType<Processes['command']>,
  db: Database,
  ring: KeyRing,
  plan: RotationPlan,
) => {
  const killedAt: number[] = []
  const step = Math.floor(plan.secrets / (plan.kills + 2))
  while (killedAt.length < plan.kills) {
    const before = await underFirstKey(db, ring)
    const rotation = rotate()
    await until(
      'the rotation goes on',
      async () =>
        rotation.hasEnded() || (await underFirstKey(db, ring)) >= Math.min(before + step, plan.secrets)
          ? true
          : undefined,
      60_000,
      1,
    )
    rotation.kill('SIGKILL')
    const { signal, stderr } = await rotation.exit
    if (signal !== 'SIGKILL') throw new Error(`the rotation ended before it was killed: ${stderr}`)
    killedAt.push(await underFirstKey(db, ring))
  }
  return killedAt
}

const UNFINISHED = `select (select count(*) from deliveries where state in ('pending', 'retrying', 'held'))
  + (select count(*) from events e where not exists (select from routings r where r.event_id = e.id)) as count`

const countOf = async (db: Database, statement: string): Promise<number> =>
  (await db.query<{ count: number }>(statement)).rows[0]?.count ?? -1

/**
 * Rotates the keys of a database with many secrets while a service delivers from it and writers change them; the rotation
 * dies by kill -9 on the way. In the end the service starts with the new key alone.
 */
export const runRotation = async (
  processes: Processes,
  connection: ConnectionOptions,
  plan: RotationPlan,
): Promise<RotationRun> => {
  await using cleanup = new AsyncDisposableStack()
  const receiver = cleanup.adopt(await startWebhook(), ({ close }) => close())
  const db = cleanup.adopt(openDatabase(connection, createLog('error'), { max: 3 }), ({ close }) => close())
  const [oldKey, newKey] = [newFernetKey(), newFernetKey()]
  const [both, after] = [createKeyRing([newKey, oldKey]), createKeyRing([newKey])]
  const key = newApiKey(randomBytes)
  const env: Env = { DATABASE_URL: databaseUrl(connection), API_KEY: key, EGRESS_ALLOW: new URL(receiver.url).host }
  const keys = { FERNET_KEYS: `${newKey},${oldKey}` }
  const service = await processes.service('serve', { ...env, ...keys })
  const workspaceId = (await db.query<{ id: string }>('select id from workspaces')).rows[0]?.id ?? ''
  const ring = createKeyRing([oldKey])
  const { config } = receiver
  await insertWebhooks(db, ring, workspaceId, { config, events: ['finding_new'] }, RECEIVING)
  const ids = await insertWebhooks(db, ring, workspaceId, { config, events: ['scan_failed'] }, plan.secrets - RECEIVING)
  const start = performance.now()
  const busy = keepBusy(createApi(service.url, key), ids, plan.writers)
  const rotate = () => processes.command(['keys', 'rotate', '--json'], { ...env, ...keys, LOG_LEVEL: 'warn' })
  const killedAt = await killRotations(rotate, db, both, plan)
  const ended = await rotate().exit
  const seconds = (performance.now() - start) / 1000
  await busy.stop()
  await until('all is delivered', async () => ((await countOf(db, UNFINISHED)) === 0 ? true : undefined), 120_000)
  service.kill('SIGTERM')
  await service.exit
  const configs = await openAll(db, after)
  const wrong = [...busy.written].filter(([id, value]) => {
    const headers = configs.get(id)?.headers
    return JSON.stringify(headers) !== JSON.stringify({ [HEADER]: value })
  })
  const again = await processes.service('serve', { ...env, FERNET_KEYS: newKey })
  again.kill('SIGTERM')
  await again.exit
  return {
    killedAt,
    ended,
    keys: await keyStatus(db, both),
    changes: busy.changes(),
    wrongSecrets: wrong.length,
    delivered: await countOf(db, `select count(*) from deliveries where state = 'delivered'`),
    failedAttempts: await countOf(db, `select count(*) from attempts where outcome <> 'delivered'`),
    problems: receiver.problems(),
    seconds,
  }
}
