import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { platform } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import type { Logger } from '../log.ts'
import type { ConnectionOptions } from './database.ts'
import { EmbeddedUnavailable, type Layout, moveUnlessThere, prepareFolder } from './embedded-folder.ts'

export { EmbeddedUnavailable }

const run = promisify(execFile)

/** The data folder belongs to another live process: exit code 75. */
export class DataDirInUse extends Error {
  override name = 'DataDirInUse'
}

export interface Embedded {
  connection: ConnectionOptions
  /** Stops the server and gives the data folder free. */
  stop(): Promise<void>
}

const USER = 'pencheff'
const DATABASE = 'pencheff'
// One number for the whole cluster: whoever holds it owns the data folder.
const OWNERSHIP_LOCK = 7_436_301

/** Makes the cluster beside its place and moves it there whole, so that a crash in between leaves nothing half-made. */
const createCluster = async (layout: Layout): Promise<void> => {
  const part = `${layout.cluster}.${String(process.pid)}.part`
  const secret = `${part}.password`
  await rm(part, { recursive: true, force: true })
  await mkdir(part, { mode: 0o700 })
  await writeFile(secret, layout.password, { mode: 0o600 })
  if (layout.owner) for (const path of [part, secret]) await chown(path, layout.owner.uid, layout.owner.gid)
  const flags = ['-D', part, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--locale=C']
  // --no-sync: the first checkpoint of the started server syncs what initdb wrote; saves 0.3 s of the first start.
  await run(join(layout.binaries, 'bin', 'initdb'), [...flags, '--no-sync', '--no-instructions'], {
    ...layout.owner,
    cwd: '/',
  })
  await rm(secret, { force: true })
  await moveUnlessThere(part, layout.cluster)
}

interface Postmaster {
  pid: number
  port: number
  /** Folder of its Unix socket, or empty. */
  socketDir: string
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** What `postmaster.pid` says, while that process lives. */
const runningServer = async (cluster: string): Promise<Postmaster | undefined> => {
  const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => undefined,
  )
  const pid = Number(lines?.[0])
  if (!lines || !pid || !isAlive(pid)) return undefined
  return { pid, port: Number(lines[3]), socketDir: lines[4]?.trim() ?? '' }
}

const freePort = (): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** A Unix socket's path takes at most 107 bytes on Linux and 103 on macOS; Windows has none here. */
const socketFits = (cluster: string): boolean =>
  platform() !== 'win32' && Buffer.byteLength(`${cluster}/.s.PGSQL.65535`) <= 103

const serverFlags = async (layout: Layout): Promise<string[]> => {
  const settings = {
    max_connections: '100',
    shared_buffers: '128MB',
    // Fewer checkpoints under load: 1 GB of log between two of them.
    max_wal_size: '1GB',
    logging_collector: 'off',
    log_min_messages: 'fatal',
  }
  const where = socketFits(layout.cluster)
    ? ['-k', layout.cluster, '-c', 'listen_addresses=', '-p', '5432']
    : ['-c', 'unix_socket_directories=', '-c', 'listen_addresses=127.0.0.1', '-p', String(await freePort())]
  return [
    '-D',
    layout.cluster,
    ...where,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

const startServer = async (layout: Layout): Promise<void> => {
  const server = spawn(join(layout.binaries, 'bin', 'postgres'), await serverFlags(layout), {
    ...layout.owner,
    cwd: '/',
    stdio: 'ignore',
    // In a group of its own: Ctrl-C in a terminal reaches us first, and we stop it after the drain.
    detached: true,
  })
  server.unref()
}

const connectionOf = (layout: Layout, server: Postmaster): ConnectionOptions => ({
  host: server.socketDir === '' ? '127.0.0.1' : server.socketDir,
  port: server.port,
  user: USER,
  password: layout.password,
})

const tryConnect = async (options: ConnectionOptions): Promise<pg.Client | undefined> => {
  const client = new pg.Client({ ...options, database: 'postgres', connectionTimeoutMillis: 5000 })
  // Broken later only when the server goes away, which the pool reports.
  client.on('error', () => undefined)
  return client.connect().then(
    () => client,
    () => undefined,
  )
}

const START_DEADLINE_MS = 30_000

/** Connects to the running server, be it an orphan of a killed process, or starts one. */
const reachServer = async (layout: Layout): Promise<{ client: pg.Client; server: Postmaster; adopted: boolean }> => {
  const deadline = Date.now() + START_DEADLINE_MS
  let startedAt = 0
  while (Date.now() < deadline) {
    const server = await runningServer(layout.cluster)
    const client = server && server.port > 0 ? await tryConnect(connectionOf(layout, server)) : undefined
    if (server && client) {
      return { client, server, adopted: startedAt === 0 }
    }
    // Start again only when the last start had time to show itself: a recovering server is alive but refuses.
    if (!server && Date.now() - startedAt > 2000) {
      await startServer(layout)
      startedAt = Date.now()
    }
    await sleep(25)
  }
  throw new EmbeddedUnavailable(`the embedded PostgreSQL in ${layout.cluster} did not start within 30 s`)
}

const takeOwnership = async (client: pg.Client, dataDir: string): Promise<void> => {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [OWNERSHIP_LOCK])
  if (rows[0]?.taken === true) return
  await client.end()
  throw new DataDirInUse(`${dataDir} is in use by another process; stop it or set another DATA_DIR`)
}

const createDatabaseOnce = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
  if (rows.length === 0) await client.query(`create database ${DATABASE}`)
}

const stopServer = async (layout: Layout, pid: number): Promise<void> => {
  // SIGINT is PostgreSQL's fast shutdown: sessions end, a checkpoint is written.
  if (isAlive(pid)) process.kill(pid, 'SIGINT')
  while (existsSync(join(layout.cluster, 'postmaster.pid')) && isAlive(pid)) await sleep(10)
}

/**
 * Starts the PostgreSQL that comes with the package in `dataDir`, or adopts the one that a killed process left behind.
 * Throws `DataDirInUse` when another process owns the folder, `EmbeddedUnavailable` when it cannot run here.
 * The owner holds an advisory lock on a session of its own, which ends with the process however it ends.
 */
export const startEmbedded = async (dataDir: string, log: Logger): Promise<Embedded> => {
  const layout = await prepareFolder(dataDir)
  if (!(await lstat(layout.cluster).catch(() => undefined))) await createCluster(layout)
  const { client, server, adopted } = await reachServer(layout)
  await takeOwnership(client, layout.dataDir)
  if (adopted) log.info('adopted the PostgreSQL that an ended process left running')
  await createDatabaseOnce(client)
  return {
    connection: { ...connectionOf(layout, server), database: DATABASE },
    stop: async () => {
      await client.end().catch(() => undefined)
      await stopServer(layout, server.pid)
    },
  }
}
