import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { type LOG_LEVELS, schema, webUrl } from './config-schema.ts'

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
  /** Absent: nobody signs in through a provider. */
  oidc?: { issuer: string; clientId: string; clientSecret: string; allowedDomains: string[] }
  /** Addresses and CIDR ranges. */
  trustedProxies: string[]
}

/** The environment is wrong: exit code 78. The message is one line, names the variable and the mend, and holds no value of a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const SECRET_NAMES = [
  'DATABASE_URL',
  'FERNET_KEYS',
  'API_KEY',
  'OPERATOR_WEBHOOK_URL',
  'OPERATOR_WEBHOOK_SECRET',
  'OIDC_CLIENT_SECRET',
] as const
/** Names that belong to the command line's client side and are read there. */
const CLIENT_NAMES = new Set(['PENCHEFF_URL', 'PENCHEFF_API_KEY', 'PENCHEFF_API_KEY_FILE'])

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

const MAX_SECRET_FILE_BYTES = 65_536
/** Reading by everybody, and writing by any but the owner. A group may read: so does Kubernetes hand a secret to a process that is not root. */
const OPEN_TO_OTHERS = 0o027

/** Windows has no such modes. */
const isOpenToOthers = (mode: number): boolean => process.platform !== 'win32' && (mode & OPEN_TO_OTHERS) !== 0

const readSecret = (name: string, file: string): string => {
  const refuse = (what: string): ConfigError => new ConfigError(`${name}_FILE: ${file} ${what}`)
  try {
    const { mode, size } = statSync(file)
    if (isOpenToOthers(mode)) throw refuse(`may be read or written by others: chmod 600 ${file}`)
    if (size > MAX_SECRET_FILE_BYTES) throw refuse('is too large to be a secret')
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (error instanceof ConfigError) throw error
    throw refuse(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`)
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

/** Without these every credential would go to whoever stands in between. */
const refuseUnsafe = (env: Environment): void => {
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0')
    throw new ConfigError(
      'NODE_TLS_REJECT_UNAUTHORIZED: 0 switches the check of certificates off; name your CA in NODE_EXTRA_CA_CERTS instead',
    )
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

type Values = z.output<typeof schema>

const oidcOf = (value: Values): Config['oidc'] => {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = value
  if (issuer !== undefined && clientId !== undefined && clientSecret !== undefined)
    return { issuer, clientId, clientSecret, allowedDomains: value.OIDC_ALLOWED_DOMAINS }
  const missing = Object.entries({ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret })
  const isNone = missing.every(([, given]) => given === undefined) && value.OIDC_ALLOWED_DOMAINS.length === 0
  if (isNone) return undefined
  const [name] = missing.find(([, given]) => given === undefined) ?? []
  throw new ConfigError(
    `${name ?? 'OIDC_ISSUER'}: needed for sign-in through a provider, with the other OIDC_ settings`,
  )
}

/** Reads and judges the environment. Throws a `ConfigError` that names the first wrong variable. */
export const readConfig = (env: Environment = process.env): Config => {
  refuseUnknown(env)
  refuseUnsafe(env)
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
    trustedProxies: value.TRUSTED_PROXIES,
    oidc: oidcOf(value),
  })
}

const OURS_TO_KEEP: ReadonlySet<string> = new Set(SECRET_NAMES.flatMap((name) => [name, `${name}_FILE`]))

/** The environment for a program that is not ours: without our secrets, the files that hold them, and the key for a service. */
export const environmentForOthers = (env: Environment = process.env): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PENCHEFF_') && !OURS_TO_KEEP.has(name)))

/** Takes the secrets out of the environment, once they are read: neither child processes nor crash reports get them. */
export const forgetSecrets = (env: Environment = process.env): void => {
  for (const name of SECRET_NAMES) Reflect.deleteProperty(env, name)
  // A diagnostic report would print the environment that the process started with.
  process.report.excludeEnv = true
}
