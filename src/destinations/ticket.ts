import type { HttpResponse } from '../core/http.ts'
import type { Outcome } from '../core/outcome.ts'
import type { SendContext } from './destination.ts'

export interface TicketSteps<Ticket> {
  /** Names the place and the finding: two integrations with one place share the ticket. */
  step: string
  /** After so long the vendor shows whatever an attempt may have made. */
  settleMs: number
  /** Looks for the finding's ticket at the vendor; one that is older than `since` need not be found. */
  find(since?: Date): Promise<Ticket | undefined>
  create(): Promise<Ticket>
}

/** A ticket, and whether it was made just now; undefined while it is not sure yet whether there is one. */
export type Looked<Ticket> = { ticket: Ticket; isNew: boolean } | undefined

/**
 * Finds the ticket of a finding or makes it, one whatever happens. A new finding costs no look-up: all that could have made a
 * ticket of it declared so before. Of any other there may be one that no intent tells of, made by an integration that was
 * deleted since or before a backup was restored, so it is looked for first.
 */
export const findOrMake = async <Ticket>(
  { intents, isNew = false, external, now }: SendContext,
  { step, settleMs, find, create }: TicketSteps<Ticket>,
): Promise<Looked<Ticket>> => {
  const isDeclared = isNew && external === undefined
  const found = isDeclared ? undefined : await find()
  if (found) return { ticket: found, isNew: false }
  const declared = await intents.declare(step)
  if (declared) {
    const made = isDeclared ? await find(declared) : undefined
    if (made) return { ticket: made, isNew: false }
    const isSettled = now.getTime() - declared.getTime() >= settleMs
    if (!isSettled || (await intents.declare(step, declared))) return undefined
  }
  return { ticket: await create(), isNew: true }
}

/**
 * Nothing was done for certain. 408 comes from a proxy that gave up waiting, and 503 also from one whose connection broke,
 * unless it says when to come again.
 */
export const isRefused = ({ status, headers }: HttpResponse): boolean =>
  (status >= 300 && status < 500 && status !== 408) || (status === 503 && 'retry-after' in headers)

/** Tried again on the integration's schedule until the vendor shows what there is. */
export const unsettled = (vendor: string): Outcome => ({
  status: 'retry',
  reason: 'server',
  detail: `an attempt before this one may have made the issue, and ${vendor} does not show it yet: it is looked for again`,
})

/** The comment of a delivery: there is one at most. */
export const commentStep = (deliveryId: string): string => `comment ${deliveryId}`
