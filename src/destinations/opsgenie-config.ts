import { z } from 'zod'
import type { HttpRequest } from '../core/http.ts'
import { secret } from '../core/secret.ts'

const isBaseUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash && !url.search
}

export const opsgenieConfig = z.strictObject({
  api_key: secret(
    z
      .string()
      .regex(/^[\x21-\x7e]{1,256}$/, 'the key alone is needed, without the word GenieKey and without spaces')
      .meta({ title: 'API key', description: 'The key of an integration of the type **API**.' }),
  ),
  region: z.enum(['us', 'eu']).default('us').meta({
    title: 'Region',
    description: 'Where the Opsgenie account lives. Jira Service Management has one address for both.',
  }),
  api: z.enum(['opsgenie', 'jsm']).default('opsgenie').meta({
    title: 'API',
    description: '`jsm` for Jira Service Management Operations, which takes over from Opsgenie.',
  }),
  base_url: z
    .string()
    .max(2048)
    .refine(isBaseUrl, 'an https URL without a user name, query or fragment is needed')
    .optional()
    .meta({
      title: 'Base URL',
      description: 'Only to send elsewhere than to the address of API and region; `/v2/alerts` is added.',
    }),
})
export type OpsgenieConfig = z.output<typeof opsgenieConfig>

const OPSGENIE = { us: 'https://api.opsgenie.com', eu: 'https://api.eu.opsgenie.com' }
const JSM = 'https://api.atlassian.com/jsm/ops/integration'
/** Where people open an alert. Jira Service Management shows it on the customer's own site, which we do not know. */
const PAGES = { us: 'https://app.opsgenie.com', eu: 'https://app.eu.opsgenie.com' }

const apiOf = ({ api, region, base_url }: OpsgenieConfig): string =>
  base_url?.replace(/(?:\/v2(?:\/alerts)?)?\/*$/, '') ?? (api === 'jsm' ? JSM : OPSGENIE[region])

export const alertPage = (alertId: string, { api, region, base_url }: OpsgenieConfig): string | undefined =>
  api === 'opsgenie' && base_url === undefined
    ? `${PAGES[region]}/alert/detail/${encodeURIComponent(alertId)}/details`
    : undefined

/** A request to the alert API, `path` below `/v2/alerts`. */
export const opsgenieRequest = (
  config: OpsgenieConfig,
  method: HttpRequest['method'],
  path: string,
  body?: unknown,
): HttpRequest => ({
  method,
  url: `${apiOf(config)}/v2/alerts${path}`,
  headers: {
    authorization: `GenieKey ${config.api_key}`,
    ...(body !== undefined && { 'content-type': 'application/json' }),
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})
