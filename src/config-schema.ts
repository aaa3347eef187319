import { isIP } from 'node:net'
import { z } from 'zod'

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `give a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `give a whole number from ${min} to ${max}`)

export const webUrl = z
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

const list = z.string().transform((value) =>
  value
    .toLowerCase()
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== ''),
)

const isNetwork = (entry: string): boolean => {
  const [address = '', bits, ...rest] = entry.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  )
}

/** The environment's variables, as they are read. */
export const schema = z.object({
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
  TRUSTED_PROXIES: list
    .refine((entries) => entries.every(isNetwork), 'give addresses and CIDR ranges, such as 127.0.0.1,10.0.0.0/8')
    .default([])
    .describe(
      'Proxies in front whose `X-Forwarded-For` is believed, separated by commas: addresses and CIDR ranges. Without it failed ' +
        'sign-ins are counted by the address of the proxy.',
    ),
  OIDC_ISSUER: webUrl
    .optional()
    .describe(
      'The OpenID provider that people may sign in through; one in a private network also needs `EGRESS_ALLOW`. Its redirect ' +
        'address is `PUBLIC_URL/api/oidc/callback`.',
    ),
  OIDC_CLIENT_ID: z.string().max(500).optional().describe('Our name at the OpenID provider.'),
  OIDC_CLIENT_SECRET: z.string().max(2000).optional().describe('Our secret at the OpenID provider.'),
  OIDC_ALLOWED_DOMAINS: list
    .refine(
      (domains) => domains.every((domain) => /^[a-z\d-]+(\.[a-z\d-]+)+$/.test(domain)),
      'give domains such as example.com',
    )
    .default([])
    .describe(
      'Mail domains, separated by commas: whoever has a verified address there becomes a viewer of the first workspace at ' +
        'the first sign-in through the provider. Others need an account beforehand.',
    ),
})
