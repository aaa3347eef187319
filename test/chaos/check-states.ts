import { type Exchange, isDone } from './receiver-log.ts'
import type { Run, ShownDelivery, Violation } from './run.ts'

const DONE = new Set(['delivered', 'accepted'])

/** Answers of one status at the receiver, and in the attempts. */
const countByStatus = (all: readonly { status: number | null }[]): Map<number, number> => {
  const counts = new Map<number, number>()
  // A receiver's 0 and an attempt's null: nothing was answered, and not all of them were seen by both.
  for (const { status } of all) if (status) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

const misstatements = (
  { id, integrationId, state, attempts }: ShownDelivery,
  seen: readonly Exchange[],
  integrationIds: readonly string[],
): string[] => {
  const wrong: string[] = []
  const arrived = seen.some(isDone)
  if (arrived !== (state === 'delivered')) wrong.push(`${state}, but the receiver took it: ${arrived}`)
  if (seen.some(({ lane }) => integrationIds[lane] !== integrationId)) wrong.push('went to another integration')
  const shown = countByStatus(attempts)
  const real = countByStatus(seen)
  for (const [status, count] of shown)
    if (count > (real.get(status) ?? 0)) wrong.push(`${count} attempts with ${status}, ${real.get(status) ?? 0} seen`)
  if (attempts.some(({ n }, index) => n !== index + 1)) wrong.push('its attempts are not numbered one by one')
  const last = attempts.at(-1)
  if (state === 'delivered' && !(last && DONE.has(last.outcome))) wrong.push('delivered without an attempt that was')
  return wrong.map((text) => `${id}: ${text}`)
}

/** What the API shows in the end is what the receivers saw. */
export const checkStates = ({ deliveries, exchanges, integrationIds, accepted }: Run): Violation[] => {
  const seen = Map.groupBy(exchanges, ({ delivery }) => delivery)
  const known = new Set(deliveries.map(({ id }) => id))
  const expected = accepted.length * integrationIds.length
  const wrong = deliveries.flatMap((delivery) => misstatements(delivery, seen.get(delivery.id) ?? [], integrationIds))
  for (const id of seen.keys()) if (!known.has(id)) wrong.push(`${id}: the API does not know it`)
  if (deliveries.length !== expected) wrong.push(`${deliveries.length} deliveries for ${expected} messages`)
  return wrong.map((detail) => ({ breach: 'misstated', detail }))
}

/** A delivery that was shown as delivered had arrived by then. */
export const checkSightings = ({ sightings, exchanges }: Run): Violation[] => {
  const arrivedAt = new Map<string, number>()
  for (const exchange of exchanges)
    if (isDone(exchange) && !arrivedAt.has(exchange.delivery)) arrivedAt.set(exchange.delivery, exchange.at)
  return sightings
    .filter(({ delivery, at }) => (arrivedAt.get(delivery) ?? Infinity) > at)
    .map(({ delivery }) => ({ breach: 'misstated', detail: `${delivery}: shown as delivered before it was` }))
}

/** Whoever lost its claim records nothing. */
export const checkRecords = ({ deliveries }: Run): Violation[] =>
  deliveries.flatMap(({ id, attempts }): Violation[] => {
    const done = attempts.filter(({ outcome }) => DONE.has(outcome)).length
    return done > 1 ? [{ breach: 'done_twice', detail: `${id}: ${done} attempts` }] : []
  })
