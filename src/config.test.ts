import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError, environmentForOthers, forgetSecrets, readConfig, settings } from './config.ts'

const DATABASE_URL = 'postgresql://someone:s3cr3t-word@db.example/pencheff'
const FERNET_KEYS = 'cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4='

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pencheff-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the environment', () => {
  it('has a default for all that a first start needs', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      dataDir: './data',
      egressAllow: '',
      productName: 'Pencheff',
      logLevel: 'info',
      rateLimit: 3000,
      retentionDays: 90,
      trustedProxies: [],
    })
  })

  it('is read by its documented names, and others in it are ignored', () => {
    const env = { PORT: '0', PUBLIC_URL: 'https://pencheff.example/', LOG_LEVEL: 'warn', SHELL: '/bin/sh' }
    expect(readConfig({ ...env, DATABASE_URL, FERNET_KEYS: `${FERNET_KEYS},\n${FERNET_KEYS}` })).toMatchObject({
      port: 0,
      publicUrl: 'https://pencheff.example',
      logLevel: 'warn',
      databaseUrl: DATABASE_URL,
      fernetKeys: [FERNET_KEYS, FERNET_KEYS],
    })
  })

  it('takes an empty variable for an unset one', () => {
    expect(readConfig({ PORT: '', API_KEY: '', DATABASE_URL: '', API_KEY_FILE: '' })).toEqual(readConfig({}))
  })

  it.each([
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '1.5'],
    ['DATABASE_URL', 'mysql://someone:s3cr3t-word@db.example/pencheff'],
    ['FERNET_KEYS', ' , '],
    ['API_KEY', 's3cr3t-word'],
    ['PUBLIC_URL', 'pencheff.example'],
    ['PRODUCT_NAME', 'x'.repeat(61)],
    ['LOG_LEVEL', 'loud'],
    ['RATE_LIMIT', '0'],
    ['RETENTION_DAYS', '0'],
    ['PENCHEFF_PROT', '8080'],
  ])('is refused in one line that names the variable and no secret: %s=%s', (name, value) => {
    const read = () => readConfig({ FERNET_KEYS, [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(new RegExp(`^${name}: [^\\n]+$`))
    expect(read).not.toThrow(/s3cr3t/)
  })

  it('needs keys of its own beside a database of its own', () => {
    expect(() => readConfig({ DATABASE_URL })).toThrow(/^FERNET_KEYS: /)
  })
})

describe('a secret in a file', () => {
  it('is read without the line break at its end', async () => {
    const file = join(folder, 'api-key')
    await writeFile(file, `${'k'.repeat(32)}\n`, { mode: 0o600 })
    expect(readConfig({ API_KEY_FILE: file })).toMatchObject({ apiKey: 'k'.repeat(32) })
  })

  it('may not be given in both forms', () => {
    const env = { API_KEY: 'k'.repeat(32), API_KEY_FILE: join(folder, 'api-key') }
    expect(() => readConfig(env)).toThrow(new ConfigError('API_KEY and API_KEY_FILE are both set: keep one'))
  })

  it('must be there', () => {
    const read = () => readConfig({ FERNET_KEYS_FILE: join(folder, 'none') })
    expect(read).toThrow(/^FERNET_KEYS_FILE: .* cannot be read \(ENOENT\)$/)
  })

  it('is not taken for unset where the file that is named is empty', async () => {
    const file = join(folder, 'empty')
    await writeFile(file, ' \n', { mode: 0o600 })
    expect(() => readConfig({ API_KEY_FILE: file })).toThrow(new ConfigError(`API_KEY_FILE: ${file} is empty`))
  })

  it('is refused where a % in a database password is not encoded, without showing it', () => {
    const env = { DATABASE_URL: 'postgresql://someone:s3cr3t%word@db.example/pencheff', FERNET_KEYS }
    const error = (): unknown => {
      try {
        return readConfig(env)
      } catch (caught) {
        return caught
      }
    }
    expect(error()).toMatchObject({ message: expect.stringMatching(/^DATABASE_URL: (?!.*s3cr3t)/) })
  })
})

it('is documented, setting by setting', () => {
  for (const { meaning } of settings()) expect(meaning).toMatch(/\w.*\.$/)
  expect(settings().map(({ name }) => name)).toContain('RETENTION_DAYS')
})

it('takes its secrets out of the environment, and nothing else', () => {
  const env = { API_KEY: 'a', FERNET_KEYS: 'b', DATABASE_URL: 'c', API_KEY_FILE: '/run/secrets/key', PATH: '/bin' }
  forgetSecrets(env)
  expect(env).toEqual({ API_KEY_FILE: '/run/secrets/key', PATH: '/bin' })
  expect(process.report.excludeEnv).toBe(true)
})

it('gives a program that is not ours all but what is secret, and where that lies', () => {
  const kept = { PATH: '/bin', SEMGREP_APP_TOKEN: 'its own', PORT: '8080' }
  const secrets = ['DATABASE_URL', 'FERNET_KEYS', 'API_KEY', 'OPERATOR_WEBHOOK_SECRET', 'OIDC_CLIENT_SECRET']
  const names = [...secrets.flatMap((name) => [name, `${name}_FILE`]), 'PENCHEFF_API_KEY', 'PENCHEFF_API_KEY_FILE']
  const env = { ...kept, ...Object.fromEntries(names.map((name) => [name, 'secret'])) }
  expect(environmentForOthers(env)).toEqual(kept)
})
