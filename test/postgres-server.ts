import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTestDatabase } from './database.ts'
import { isRunning, type Processes, until } from './process.ts'

const run = promisify(execFile)

/** Debian's and Ubuntu's place for the servers that the package manager installs. */
const PLACE = '/usr/lib/postgresql'

export interface PostgresServer {
  /** Says which server it is. */
  name: string
  /** Makes an empty database and answers its `DATABASE_URL`. */
  createDatabase(name: string): Promise<string>
  stop(): Promise<void>
}

const findBinaries = (): string | undefined => {
  try {
    const [newest] = readdirSync(PLACE).sort((a, b) => Number(b) - Number(a))
    return newest === undefined ? undefined : join(PLACE, newest, 'bin')
  } catch {
    return undefined
  }
}

/** PostgreSQL does not run as root. */
const findOwner = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  if (!entry) throw new Error('no user postgres to run PostgreSQL as')
  return { uid: Number(entry[1]), gid: Number(entry[2]) }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

const startInstalled = async (processes: Processes, binaries: string): Promise<PostgresServer> => {
  const owner = findOwner()
  const as = { ...owner, cwd: '/' }
  const folder = await processes.folder(owner)
  const data = join(folder, 'data')
  const port = String(await freePort())
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o644 })
  const flags = ['-U', 'tester', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '-N']
  await run(join(binaries, 'initdb'), ['-D', data, ...flags], as)
  const listen = ['-k', folder, '-c', 'listen_addresses=127.0.0.1', '-p', port]
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...listen], { ...as, stdio: 'ignore' })
  const exit = once(server, 'exit')
  const psql = (statement: string) =>
    run(join(binaries, 'psql'), ['-X', '-h', folder, '-p', port, '-U', 'tester', '-d', 'postgres', '-c', statement], {
      env: { PGPASSWORD: password },
    }).then(
      () => true,
      () => undefined,
    )
  await until('PostgreSQL answers', () => psql('select 1'))
  return {
    name: `the machine's own PostgreSQL in ${binaries}`,
    createDatabase: async (name) => {
      await until(`the database ${name}`, () => psql(`create database ${name}`))
      return `postgresql://tester:${password}@127.0.0.1:${port}/${name}`
    },
    stop: async () => {
      if (isRunning(server.pid ?? 0)) server.kill('SIGQUIT')
      await exit
    },
  }
}

/** Databases on the PostgreSQL of the test run. */
const useEmbedded = (): PostgresServer => {
  const made: (() => Promise<void>)[] = []
  return {
    name: 'the embedded PostgreSQL of the run',
    createDatabase: async () => {
      const { connection, drop } = await createTestDatabase()
      made.push(drop)
      const { host, port, user, password, database } = connection
      const credentials = `${String(user)}:${encodeURIComponent(String(password))}`
      const address = `localhost:${port}/${String(database)}?host=${encodeURIComponent(String(host))}`
      return `postgresql://${credentials}@${address}`
    },
    stop: async () => {
      for (const drop of made) await drop()
    },
  }
}

/** A PostgreSQL as an operator runs it: the machine's own where one is installed, started in a folder of its own. */
export const startPostgres = async (processes: Processes): Promise<PostgresServer> => {
  const binaries = findBinaries()
  return binaries === undefined ? useEmbedded() : startInstalled(processes, binaries)
}
