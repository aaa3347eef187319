/** The closed set of reasons that an attempt did not deliver. */
export const REASONS = [
  'auth',
  'rate_limited',
  'invalid_request',
  'not_found',
  'gone',
  'server',
  'network',
  'timeout',
  'blocked_address',
  'render',
  'credential_unusable',
  'internal',
] as const
export type Reason = (typeof REASONS)[number]

/** The ticket, page or thread that a delivery made. `ref` is the vendor's own stable id. */
export interface ExternalRef {
  ref: string
  url?: string
}

/**
 * What became of one attempt.
 * `delivered`: the vendor confirmed it. `accepted`: the vendor queued it and will not tell more.
 * `retry`: not now; `afterMs` is the vendor's own hint. `rejected`: never; `disable` when the address or credential is dead.
 * `detail` is for people: the field and the mend, never a secret.
 */
export type Outcome =
  | { status: 'delivered' | 'accepted'; external?: ExternalRef; detail?: string }
  | { status: 'retry'; reason: Reason; detail: string; afterMs?: number }
  | { status: 'rejected'; reason: Reason; detail: string; disable?: boolean }

export const isDone = (outcome: Outcome): outcome is Extract<Outcome, { status: 'delivered' | 'accepted' }> =>
  outcome.status === 'delivered' || outcome.status === 'accepted'
