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
  /** Where operators hear of integrations that fail. */
  operatorWebhook?: { url: string; secret: string }
}

/** The environment is wrong: exit code 78. The message is one line, names the variable and the mend, and holds no value of a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const SECRET_NAMES = [
  'DATABASE_URL',
  'FERNET_KEYS',
  'API_KEY',
  'OPERATOR_WEBHOOK_URL',
  'OPERATOR_WEBHOOK_SECRET',
] as const
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

const isPostgresUrl = (value: string): boolean => {
  try {
    const { protocol, username, password, pathname } = new URL(value)
    // A bare % in a password is no URL to the driver.
    decodeURIComponent(username + password + pathname)
    return /^postgres(ql)?:$/.test(protocol)
  } catch {
    return false
  }
}

const postgresUrl = z
  .string()
  .refine(
    isPostgresUrl,
    'give a URL such as postgresql://user:password@host:5432/database, its special characters percent-encoded',
  )

/** 24 to 64 bytes in padded base64. */
const WEBHOOK_SECRET = /^whsec_(?=.{32,88}$)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const schema = z.object({
  HOST: z.string().min(1).default('127.0.0.1').describe('The address to listen on.'),
  PORT: wholeNumber(0, 65_535).default(8080).describe('The port to listen on; `0` picks a free one and prints it.'),
  DATABASE_URL: postgresUrl
    .optional()
    .describe('A PostgreSQL 14 or later. Without it an embedded PostgreSQL runs in `DATA_DIR`.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('The folder of the embedded database and of generated keys. One process owns it at a time.'),
  FERNET_KEYS: z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((key) => key !== ''))
    .refine((keys) => keys.length > 0, 'give at least one url-safe base64 Fernet key')
    .optional()
    .describe(
      'url-safe base64 Fernet keys, separated by commas or new lines: the first encrypts, all decrypt. Without it one is ' +
        'generated into `DATA_DIR/fernet.keys`, with the embedded database only.',
    ),
  API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{32,512}$/, 'give 32 to 512 visible ASCII characters')
    .optional()
    .describe(
      'The owner key of the first workspace, 32 to 512 characters. Without it one is generated and printed on the first start.',
    ),
  EGRESS_ALLOW: z
    .string()
    .default('')
    .describe(
      'Private peers that messages may go to: `host`, `host:port`, CIDR or `CIDR:port`, separated by commas. Only there may a ' +
        "URL be plain `http`, or a vendor's kind point at a host that is not the vendor's.",
    ),
  PUBLIC_URL: webUrl.optional().describe('The base of the links in messages; `http://HOST:PORT` when unset.'),
  PRODUCT_NAME: z.string().min(1).max(60).default('Pencheff').describe('The name in messages.'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `give one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe(`What is logged: ${LOG_LEVELS.map((level) => `\`${level}\``).join(', ')}.`),
  RATE_LIMIT: wholeNumber(1, 1_000_000)
    .default(3000)
    .describe('API requests a minute and key; beyond it 429 with `Retry-After`.'),
  RETENTION_DAYS: wholeNumber(1, 3650).default(90).describe('Days that finished deliveries and events are kept.'),
  OPERATOR_WEBHOOK_URL: webUrl
    .optional()
    .describe(
      'Hears, once each, when an integration has failed for 50, 70, 90 and 100 % of five days and is then switched off, or ' +
        'answered that it is gone. Signed as a webhook destination is.',
    ),
  OPERATOR_WEBHOOK_SECRET: z
    .string()
    .regex(WEBHOOK_SECRET, 'give whsec_ and the base64 of 24 to 64 bytes')
    .optional()
    .describe('The secret that its messages are signed with: `whsec_` and the base64 of 24 to 64 bytes.'),
})

export interface Setting {
  name: string
  /** Markdown, one line. */
  meaning: string
  /** Absent where there is none. */
  default?: string
  /** May come in the file that `NAME_FILE` names. */
  inFile: boolean
}

/** Every setting there is, as the documentation lists them. */
export const settings = (): Setting[] =>
  Object.entries(schema.shape).map(([name, field]) => ({
    name,
    meaning: field.description ?? '',
    ...(field instanceof z.ZodDefault && { default: String(field.def.defaultValue) }),
    inFile: SECRET_NAMES.some((secret) => secret === name),
  }))

type Environment = Record<string, string | undefined>

const readSecret = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
  }
}

/** `X` or the content of the file that `X_FILE` names. */
const secretOf = (env: Environment, name: string): string | undefined => {
  const file = env[`${name}_FILE`]
  if (file === undefined || file === '') return env[name]
  if (env[name] !== undefined && env[name] !== '') {
    throw new ConfigError(`${name} and ${name}_FILE are both set: keep one`)
  }
  const content = readSecret(name, file)
  // Not as an empty variable, which is an unset one: whoever names a file means it.
  if (content === '') throw new ConfigError(`${name}_FILE: ${file} is empty`)
  return content
}

const refuseUnknown = (env: Environment): void => {
  const unknown = Object.keys(env).find((name) => name.startsWith('PENCHEFF_') && !CLIENT_NAMES.has(name))
  if (unknown) throw new ConfigError(`${unknown}: no such setting; docs/configuration.md lists them all`)
}

const withoutUndefined = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as never

/** A running service for the command line to speak to. */
export interface ClientConfig {
  /** Without a trailing slash; absent: the commands start the service themselves. */
  url?: string
  apiKey?: string
}

/** A variable that a file for `apply` names. */
export const readVariable = (name: string): string | undefined => process.env[name]

/** Reads `PENCHEFF_URL` and `PENCHEFF_API_KEY`. Throws a `ConfigError`. */
export const readClientConfig = (env: Environment = process.env): ClientConfig => {
  refuseUnknown(env)
  const apiKey = secretOf(env, 'PENCHEFF_API_KEY')
  const given = env.PENCHEFF_URL
  const url = given === undefined || given === '' ? undefined : webUrl.safeParse(given)
  if (url?.success === false) throw new ConfigError(`PENCHEFF_URL: ${url.error.issues[0]?.message ?? 'not valid'}`)
  if (url && !apiKey) throw new ConfigError('PENCHEFF_API_KEY: needed with PENCHEFF_URL')
  return withoutUndefined({ url: url?.data, apiKey: apiKey === '' ? undefined : apiKey })
}

/** Reads and judges the environment. Throws a `ConfigError` that names the first wrong variable. */
export const readConfig = (env: Environment = process.env): Config => {
  refuseUnknown(env)
  const secrets = SECRET_NAMES.map((name) => [name, secretOf(env, name)] as const)
  // An empty variable is an unset one, as compose files and CI systems write it.
  const given = [...Object.entries(env), ...secrets].filter(([, value]) => value !== '')
  const result = schema.safeParse(Object.fromEntries(given))
  if (!result.success) {
    const issue = result.error.issues[0]
    throw new ConfigError(`${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'not valid'}`)
  }
  const value = result.data
  if (value.DATABASE_URL && !value.FERNET_KEYS) {
    throw new ConfigError('FERNET_KEYS: needed with DATABASE_URL; a generated key would be lost with this machine')
  }
  const { OPERATOR_WEBHOOK_URL: operatorUrl, OPERATOR_WEBHOOK_SECRET: operatorSecret } = value
  if ((operatorUrl === undefined) !== (operatorSecret === undefined)) {
    const missing = operatorUrl === undefined ? 'OPERATOR_WEBHOOK_URL' : 'OPERATOR_WEBHOOK_SECRET'
    throw new ConfigError(
      `${missing}: OPERATOR_WEBHOOK_URL and OPERATOR_WEBHOOK_SECRET are given together or not at all`,
    )
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
    operatorWebhook:
      operatorUrl !== undefined && operatorSecret !== undefined
        ? { url: operatorUrl, secret: operatorSecret }
        : undefined,
  })
}
