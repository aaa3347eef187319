import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProcesses, embeddedPid, type Env, newFernetKey } from '../process.ts'

const processes = createProcesses()
afterAll(processes.close)

const SECRET = 'pa55-w0rd-of-nobody'
const KEY = newFernetKey()
const DATABASE_URL = `postgresql://tester:${SECRET}@127.0.0.1:1/nothing`

const FILES: [name: string, content: string, mode: number][] = [
  ['file', 'x', 0o600],
  ['empty', '\n', 0o600],
  ['for-all', KEY, 0o644],
  ['for-others', KEY, 0o604],
  ['written-by-group', KEY, 0o660],
  ['large', 'x'.repeat(70_000), 0o600],
]

let folder: string
let taken: Server
let takenPort: string
beforeAll(async () => {
  folder = await processes.folder()
  for (const [name, content, mode] of FILES) {
    await writeFile(join(folder, name), content)
    await chmod(join(folder, name), mode)
  }
  taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  takenPort = String(typeof address === 'object' && address ? address.port : 0)
})
afterAll(() => taken.close())

let runs = 0
const run = async (command: string, env: Env) => {
  const dataDir = join(folder, `data-${++runs}`)
  const ended = await processes.command([command], { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...env }).exit
  expect(await embeddedPid(dataDir)).toBeUndefined()
  return ended
}

/** The case in words, the variable that the line names, and the environment. */
const CASES: [string, string, () => Env][] = [
  ['a PORT that is no number', 'PORT', () => ({ PORT: 'http' })],
  ['a PORT too high', 'PORT', () => ({ PORT: '65536' })],
  ['an unknown name of ours', 'PENCHEFF_PORT', () => ({ PENCHEFF_PORT: '1' })],
  ['a secret and its file', 'API_KEY', () => ({ API_KEY: SECRET, API_KEY_FILE: join(folder, 'file') })],
  ['a file that is not there', 'FERNET_KEYS_FILE', () => ({ FERNET_KEYS_FILE: join(folder, 'none') })],
  ['a file that is empty', 'API_KEY_FILE', () => ({ API_KEY_FILE: join(folder, 'empty') })],
  ['a key that is not Fernet', 'FERNET_KEYS', () => ({ FERNET_KEYS: SECRET })],
  ['a second key that is not Fernet', 'FERNET_KEYS', () => ({ DATABASE_URL, FERNET_KEYS: `${KEY},${SECRET}` })],
  ['a key given twice', 'FERNET_KEYS', () => ({ DATABASE_URL, FERNET_KEYS: `${KEY}\n${KEY}` })],
  ['a sample key', 'FERNET_KEYS', () => ({ FERNET_KEYS: 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=' })],
  ['a key of zeros', 'FERNET_KEYS', () => ({ FERNET_KEYS: `${'A'.repeat(43)}=` })],
  [
    'a passphrase as key',
    'FERNET_KEYS',
    () => ({ FERNET_KEYS: Buffer.from(`${SECRET}${SECRET}`.slice(0, 32)).toString('base64url') + '=' }),
  ],
  ['a key without padding', 'FERNET_KEYS', () => ({ FERNET_KEYS: KEY.slice(0, -1) })],
  ['a key file for everybody to read', 'FERNET_KEYS_FILE', () => ({ FERNET_KEYS_FILE: join(folder, 'for-all') })],
  ['a key file for others to read', 'FERNET_KEYS_FILE', () => ({ FERNET_KEYS_FILE: join(folder, 'for-others') })],
  ['a key file for the group to write', 'API_KEY_FILE', () => ({ API_KEY_FILE: join(folder, 'written-by-group') })],
  ['a key file that is too large', 'FERNET_KEYS_FILE', () => ({ FERNET_KEYS_FILE: join(folder, 'large') })],
  ['a key file that is a folder', 'FERNET_KEYS_FILE', () => ({ FERNET_KEYS_FILE: '/' })],
  [
    'checks of certificates switched off',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
  ],
  ['FERNET_KEYS without a key', 'FERNET_KEYS', () => ({ FERNET_KEYS: ' , ' })],
  ['a short API_KEY', 'API_KEY', () => ({ API_KEY: SECRET })],
  ['an API_KEY with a space', 'API_KEY', () => ({ API_KEY: `${SECRET} ${SECRET} ${SECRET}` })],
  [
    "another database's URL",
    'DATABASE_URL',
    () => ({ FERNET_KEYS: KEY, DATABASE_URL: `mysql://tester:${SECRET}@127.0.0.1/x` }),
  ],
  ['a DATABASE_URL that is none', 'DATABASE_URL', () => ({ FERNET_KEYS: KEY, DATABASE_URL: `tester:${SECRET}@db` })],
  [
    'a DATABASE_URL with a bare % in it',
    'DATABASE_URL',
    () => ({ FERNET_KEYS: KEY, DATABASE_URL: `postgresql://tester:${SECRET}%@127.0.0.1/x` }),
  ],
  ['DATABASE_URL without keys', 'FERNET_KEYS', () => ({ DATABASE_URL })],
  ['a network with bits behind its prefix', 'EGRESS_ALLOW', () => ({ EGRESS_ALLOW: '10.0.0.1/8' })],
  ['a network that is everything', 'EGRESS_ALLOW', () => ({ EGRESS_ALLOW: '0.0.0.0/0' })],
  ['a URL as an allowed host', 'EGRESS_ALLOW', () => ({ EGRESS_ALLOW: 'https://chat.example' })],
  ['an empty entry', 'EGRESS_ALLOW', () => ({ EGRESS_ALLOW: 'chat.example,,10.0.0.0/8' })],
  ['an unknown LOG_LEVEL', 'LOG_LEVEL', () => ({ LOG_LEVEL: 'loud' })],
  ['a RATE_LIMIT of 0', 'RATE_LIMIT', () => ({ RATE_LIMIT: '0' })],
  ['RETENTION_DAYS of 0', 'RETENTION_DAYS', () => ({ RETENTION_DAYS: '0' })],
  ['a PUBLIC_URL that is none', 'PUBLIC_URL', () => ({ PUBLIC_URL: 'pencheff.example' })],
  ['a PUBLIC_URL of another scheme', 'PUBLIC_URL', () => ({ PUBLIC_URL: 'ftp://pencheff.example' })],
  ['a DATA_DIR that is a file', 'DATA_DIR', () => ({ DATA_DIR: join(folder, 'file') })],
  ['a HOST that is not of this machine', 'HOST', () => ({ HOST: '192.0.2.1' })],
  ['a PORT that is taken', 'PORT', () => ({ PORT: takenPort })],
]

describe('a wrong setting ends the service with 78 and one line that names it', () => {
  it.each(CASES)('%s: %s', async (_words, name, env) => {
    const { code, stdout, stderr } = await run('serve', env())
    expect({ code, stdout }, stderr).toEqual({ code: 78, stdout: '' })
    expect(stderr).toMatch(new RegExp(`^${name}\\b[^\\n]*\\n$`))
    expect(stderr).not.toContain(SECRET)
    expect(stderr).not.toContain(KEY)
  })
})

it.each(['serve', 'api', 'worker', 'migrate'])(
  '%s ends with 1 and one line where no database answers, for whoever watches it to try again',
  async (command) => {
    const ended = await run(command, { FERNET_KEYS: KEY, DATABASE_URL })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^DATABASE_URL: 127\.0\.0\.1:1 cannot be used: [^\n]*ECONNREFUSED[^\n]*\n$/)
    expect(ended.stderr).not.toContain(SECRET)
  },
)

it.each([[['fly']], [['serve', '--loud']], [['serve', 'more']], [[]]])('wrong usage %j ends with 2', async (args) => {
  const { code, stdout, stderr } = await processes.command(args).exit
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).not.toBe('')
})

it.each([[[]], [['serve']], [['api']], [['worker']], [['migrate']]])('%j --help ends with 0', async (args) => {
  const { code, stdout, stderr } = await processes.command([...args, '--help']).exit
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`Usage: pencheff-integrations${args.map((arg) => ` ${arg}`).join('')}`)
})
