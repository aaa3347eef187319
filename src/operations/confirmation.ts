import { createHmac, randomBytes } from 'node:crypto'
import { invalid } from '../core/error.ts'
import { insertConfirmation, takeConfirmation } from '../store/confirmations.ts'
import type { OperationContext } from './operation.ts'

/** What is to be confirmed: a tool and the arguments that it is called with. */
export interface Request {
  tool: string
  args: Record<string, unknown>
}

export interface Confirmation {
  /** Goes with the call that is meant, once. */
  confirmation: string
  /** ISO 8601, UTC. */
  expires_at: string
}

/** The order of fields is no difference. */
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

/**
 * Binds the token to who asks and for what. Keyed with the token, which is kept nowhere: the arguments may hold a credential,
 * and no guess at it can be checked against the database.
 */
const digestOf = (token: string, { tool, args }: Request, { caller }: OperationContext): Buffer =>
  createHmac('sha256', token)
    .update(JSON.stringify([caller.keyId, tool, args], sorted))
    .digest()

/** A token for this caller, tool and arguments: good once, for five minutes, at every replica. */
export const askConfirmation = async (request: Request, context: OperationContext): Promise<Confirmation> => {
  const { services, caller } = context
  const token = randomBytes(32).toString('base64url')
  const expiresAt = await insertConfirmation(services.db, caller.workspaceId, digestOf(token, request, context))
  return { confirmation: token, expires_at: expiresAt.toISOString() }
}

/** Uses a token up; throws `invalid` when it is not one for this. */
export const useConfirmation = async (token: string, request: Request, context: OperationContext): Promise<void> => {
  const { services, caller } = context
  if (await takeConfirmation(services.db, caller.workspaceId, digestOf(token, request, context))) return
  throw invalid(
    '/confirmation',
    'is unknown, used, out of date, or was given for other arguments: call again without it to get another',
    'unknown_confirmation',
  )
}
