import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** The environment, read once. */
export interface Config {
  host: string
  /** 0 picks a free one. */
  port: number
  /** Absent: the embedded PostgreSQL in `dataDir`. */
  databaseUrl?: string
  dataDir: string
  /** url-safe base64; the first encrypts. Absent: generated into `dataDir`, with the embedded database only. */
  fernetKeys?: string[]
  apiKey?: string
  /** Comma-separated entries, still unread. */
  egressAllow: string
  /** Absent until the port is known. */
  publicUrl?: string
  productName: string
  logLevel: (typeof LOG_LEVELS)[number]
  /** Requests a minute and key. */
  rateLimit: number
  retentionDays: number
}

/** The environment is wrong: exit code 78. The message is one line, names the variable and the mend, and holds no value of a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const SECRET_NAMES = ['DATABASE_URL', 'FERNET_KEYS', 'API_KEY'] as const
/** Names that belong to the command line's client side and are read there. */
const CLIENT_NAMES = new Set(['PENCHEFF_URL', 'PENCHEFF_API_KEY', 'PENCHEFF_API_KEY_FILE'])

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `give a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `give a whole number from ${min} to ${max}`)

const webUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'give an http or https URL, such as https://pencheff.example.com',
  )
  .transform((value) => value.replace(/\/+$/, ''))

const postgresUrl = z
  .string()
  .refine(
    (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
    'give a URL such as postgresql://user:password@host:5432/database',
  )

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(8080),
  DATABASE_URL: postgresUrl.optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  FERNET_KEYS: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((key) => key !== ''))
    .refine((keys) => keys.length > 0, 'give at least one url-safe base64 Fernet key')
    .optional(),
  API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/, 'give 32 to 512 visible ASCII characters')
    .optional(),
  EGRESS_ALLOW: z.string().default(''),
  PUBLIC_URL: webUrl.optional(),
  PRODUCT_NAME: z.string().min(1).max(60).default('Pencheff'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `give one of ${LOG_LEVELS.join(', ')}`).default('info'),
  RATE_LIMIT: wholeNumber(1, 1_000_000).default(3000),
  RETENTION_DAYS: wholeNumber(1, 3650).default(90),
})

type Environment = Record<string, string | undefined>

/** `X` or the content of the file that `X_FILE` names. */
const secretOf = (env: Environment, name: string): string | undefined => {
  const file = env[`${name}_FILE`]
  if (file === undefined || file === '') return env[name]
  if (env[name] !== undefined && env[name] !== '') {
    throw new ConfigError(`${name} and ${name}_FILE are both set: keep one`)
  }
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
  }
}

const refuseUnknown = (env: Environment): void => {
  const unknown = Object.keys(env).find((name) => name.startsWith('PENCHEFF_') && !CLIENT_NAMES.has(name))
  if (unknown) throw new ConfigError(`${unknown}: no such setting; docs/configuration.md lists them all`)
}

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never

/** Reads and judges the environment. Throws a `ConfigError` that names the first wrong variable. */
export const readConfig = (env: Environment = process.env): Config => {
  refuseUnknown(env)
  const given: Environment = { ...env }
  for (const name of SECRET_NAMES) given[name] = secretOf(env, name)
  // An empty variable is an unset one, as compose files and CI systems write it.
  for (const [name, value] of Object.entries(given)) if (value === '') delete given[name]
  const result = schema.safeParse(given)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new ConfigError(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'not valid'}`)
  }
  const value = result.data
  if (value.DATABASE_URL && !value.FERNET_KEYS) {
    throw new ConfigError('FERNET_KEYS: needed with DATABASE_URL; a generated key would be lost with this machine')
  }
  return withoutUndefined({
    host: value.HOST,
    port: value.PORT,
    databaseUrl: value.DATABASE_URL,
    dataDir: value.DATA_DIR,
    fernetKeys: value.FERNET_KEYS,
    apiKey: value.API_KEY,
    egressAllow: value.EGRESS_ALLOW,
    publicUrl: value.PUBLIC_URL,
    productName: value.PRODUCT_NAME,
    logLevel: value.LOG_LEVEL,
    rateLimit: value.RATE_LIMIT,
    retentionDays: value.RETENTION_DAYS,
  }) as Config
}
