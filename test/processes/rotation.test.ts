import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { testLog } from '../database.ts'
import { databaseUrl, newFernetKey } from '../process.ts'
import { useRotation } from '../use-rotation.ts'

const used = useRotation()
const { processes } = used

describe('a rotation of keys', () => {
  it('that dies three times while secrets change and deliveries run loses none of them', async () => {
    const run = await used.run({ secrets: 1000, writers: 3, kills: 3 })
    for (const at of run.killedAt) expect(at).toBeLessThan(1000)
    expect(run.changes).toBeGreaterThan(10)
    expect(run.delivered).toBeGreaterThan(10)
  }, 300_000)

  // The database is the one that the rotation left behind.
  const env = { LOG_LEVEL: 'warn', PORT: '0' }

  it('is refused, as every start is, while rows need a key that is not given', async () => {
    const other = { ...env, DATABASE_URL: databaseUrl(used.connection()), FERNET_KEYS: newFernetKey() }
    const { code, stdout, stderr } = await processes.command(['serve'], other).exit
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' })
    expect(stderr).toMatch(
      /^FERNET_KEYS: rows are sealed with a key that is not given: [0-9a-f]{12} \(1000 in integrations\)[^\n]*\n$/,
    )
    const status = await processes.command(['keys', 'status'], other).exit
    expect(status.code).toBe(1)
    expect(status.stdout).toMatch(/^[0-9a-f]{12} {2}missing +1000 {2}integrations 1000$/m)
    const json = await processes.command(['keys', 'status', '--json'], other).exit
    expect(JSON.parse(json.stdout)).toMatchObject({ keys: [{ role: 'encrypts' }, { role: 'missing', total: 1000 }] })
    const rotation = await processes.command(['keys', 'rotate'], other).exit
    expect(rotation).toMatchObject({ code: 1 })
    expect(rotation.stderr).toMatch(/^1000 rows are still under another key[^\n]*\n$/)
  })

  it('is on record, in an audit log that is verified as unbroken until somebody edits it', async () => {
    const own = { ...env, DATABASE_URL: databaseUrl(used.connection()), FERNET_KEYS: newFernetKey() }
    const sound = await processes.command(['audit', 'verify'], own).exit
    expect(sound).toMatchObject({ code: 0, stderr: '' })
    expect(sound.stdout).toMatch(/^[0-9a-f-]{36} {2}\d+ entries, unbroken; the last is [0-9a-f]{64}\n$/)
    const db = openDatabase(used.connection(), testLog, { max: 1 })
    const { rows } = await db.query<{ seq: number }>(
      `select seq from audit_log where operation = 'rotateVaultKeys' and actor_type = 'service' order by seq limit 1`,
    )
    await db.query('alter table audit_log disable trigger user')
    await db.query('update audit_log set at = now() where seq = $1', [rows[0]?.seq])
    await db.close()
    const broken = await processes.command(['audit', 'verify', '--json'], own).exit
    expect(broken).toMatchObject({ code: 1, stderr: 'the audit log of 1 of 1 workspaces was tampered with\n' })
    expect(JSON.parse(broken.stdout)).toMatchObject({ chains: [{ fault: { seq: rows[0]?.seq } }] })
  })

  it.each([[['audit']], [['audit', 'verify']], [['keys']], [['keys', 'status']], [['keys', 'rotate']]])(
    '%j --help tells how',
    async (args) => {
      const { code, stdout } = await processes.command([...args, '--help']).exit
      expect(code).toBe(0)
      expect(stdout).toContain(`Usage: pencheff-integrations ${args.join(' ')}`)
    },
  )
})
