import type { Integration } from './schemas.ts'

/** How an integration has done lately. */
export interface Health {
  /** 0 to 1 */
  success_rate?: number | undefined
  p50_ms: number | null
  p95_ms: number | null
  last_success_at: string | null
  last_error: { detail: string; at?: string } | null
  backlog: number
  breaker: string
}

/** Undefined while the integration is not there. */
export const healthOf = (integration: Integration | undefined): Health | undefined => {
  if (!integration) return undefined
  const { success_rate, last_error, last_error_at: at, ...health } = integration.health
  return {
    ...health,
    success_rate: success_rate ?? undefined,
    last_error: last_error === null ? null : { detail: last_error, ...(at !== null && { at }) },
  }
}
