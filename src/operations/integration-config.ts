import { randomBytes } from 'node:crypto'
import { type Fault, invalid } from '../core/error.ts'
import { secretFields, textsIn } from '../core/secret.ts'
import type { Destination } from '../destinations/destination.ts'
import { newWebhookSecret } from '../destinations/webhook.ts'
import type { Egress } from '../egress/http-client.ts'
import { checked, refused } from '../core/faults.ts'

type Config = Record<string, unknown>

const refuse = (faults: Fault[]): void => {
  if (faults.length > 0) throw refused(faults)
}

const faultAt = (field: string, code: string, detail: string): Fault => ({ pointer: `/config/${field}`, code, detail })

const originOf = (value: unknown): string | undefined =>
  typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : undefined

/** A form that sends back what it was shown would store the mask as the secret. */
export const refuseMasked = (destination: Destination, given: Config): void => {
  const masked = secretFields(destination.config).filter((field) =>
    textsIn(given[field]).some((text) => text.includes('••••')),
  )
  refuse(
    masked.map((field) => faultAt(field, 'masked', 'is a mask and not the secret: leave it out to keep the secret')),
  )
}

/** Where a URL names another host than before, whoever changed it must know the secrets that would go there. */
const refuseMovedSecrets = (destination: Destination, before: Config, after: Config, given: Config): void => {
  const moved = destination.hostRule.fields.some((field) => originOf(before[field]) !== originOf(after[field]))
  if (!moved) return
  const kept = secretFields(destination.config).filter((field) => after[field] !== undefined && !(field in given))
  refuse(
    kept.map((field) =>
      faultAt(field, 'secret_required_on_host_change', 'must be given again, since the host changes'),
    ),
  )
}

/** The stored configuration with the given fields in place of its own, judged whole. `null` removes a field. */
export const mergeConfig = (destination: Destination, before: Config, given: Config): Config => {
  refuseMasked(destination, given)
  const fields = Object.entries({ ...before, ...given }).filter(([, value]) => value !== null)
  const after = checked(destination.config, Object.fromEntries(fields), '/config')
  refuseMovedSecrets(destination, before, after, given)
  return after
}

/** Judges every URL of the configuration. Throws `invalid` with the guard's own code. */
export const judgeUrls = async (destination: Destination, config: Config, egress: Egress): Promise<void> => {
  for (const field of destination.hostRule.fields) {
    const url = config[field]
    if (typeof url !== 'string') continue
    const fault = await egress.judge(url, destination.hostRule)
    if (fault) throw invalid(`/config/${field}`, fault.detail, fault.code)
  }
}

/** A webhook without a signing secret gets one: the secret is then there as `made`, to be shown once. */
export const withSigningSecret = (destination: Destination, config: Config): { config: Config; made?: string } => {
  if (destination.kind !== 'webhook' || config.webhook_secret !== undefined) return { config }
  const made = config.signature === 'sha256' ? randomBytes(32).toString('hex') : newWebhookSecret(randomBytes)
  return { config: { ...config, webhook_secret: made }, made }
}

export const withoutSecrets = (destination: Destination, config: Config): Config => {
  const secrets = secretFields(destination.config)
  return Object.fromEntries(Object.entries(config).filter(([field]) => !secrets.includes(field)))
}
