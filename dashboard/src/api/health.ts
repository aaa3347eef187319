import type { Integration } from './schemas.ts'

/** How an integration has done lately, as far as the service tells. */
export interface Health {
  /** 0 to 1 */
  success_rate?: number | undefined
  p50_ms?: number | null
  p95_ms?: number | null
  last_success_at?: string | null
  last_error?: { detail: string; at?: string } | null
  backlog?: number | undefined
  breaker?: string | undefined
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const errorOf = (value: unknown): Health['last_error'] => {
  if (typeof value === 'string') return { detail: value }
  if (!isObject(value)) return null
  const detail = textOf(value.detail) ?? textOf(value.reason)
  const at = textOf(value.at) ?? textOf(value.started_at)
  return detail === undefined ? null : { detail, ...(at !== undefined && { at }) }
}

/** Undefined where the service tells nothing of it. */
export const healthOf = (integration: Integration | undefined): Health | undefined => {
  const health = integration && 'health' in integration ? integration.health : undefined
  if (!isObject(health)) return undefined
  return {
    success_rate: numberOf(health.success_rate),
    p50_ms: numberOf(health.p50_ms) ?? null,
    p95_ms: numberOf(health.p95_ms) ?? null,
    last_success_at: textOf(health.last_success_at) ?? null,
    last_error: errorOf(health.last_error) ?? null,
    backlog: numberOf(health.backlog),
    breaker: isObject(health.breaker) ? textOf(health.breaker.state) : textOf(health.breaker),
  }
}
