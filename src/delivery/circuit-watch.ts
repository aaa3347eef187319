import type { Outcome } from '../core/outcome.ts'

/** What one worker saw of each integration lately: when its circuit has to open. */
export interface CircuitWatch {
  /** Answers why the circuit opens, when it has to now. `now` is in monotonic milliseconds. */
  saw(integrationId: string, outcome: Outcome, now: number): string | undefined
}

const IN_A_ROW = 10
const WINDOW_MS = 60_000
const ENOUGH = 20
const SHARE = 0.5

const SLOTS = 6
const SLOT_MS = WINDOW_MS / SLOTS

interface Slot {
  at: number
  seen: number
  failed: number
}

interface Sight {
  inARow: number
  slots: Slot[]
}

/** The remote is in trouble: it did not answer, or said so itself. A refusal is an answer, and so is "not so fast". */
const isFailure = (outcome: Outcome): boolean =>
  outcome.status === 'retry' && ['network', 'timeout', 'server'].includes(outcome.reason)

const slotOf = ({ slots }: Sight, now: number): Slot => {
  const at = Math.floor(now / SLOT_MS)
  while (slots[0] && slots[0].at <= at - SLOTS) slots.shift()
  const last = slots.at(-1)
  if (last?.at === at) return last
  const slot = { at, seen: 0, failed: 0 }
  slots.push(slot)
  return slot
}

const count = (sight: Sight, failed: boolean, now: number): void => {
  const slot = slotOf(sight, now)
  slot.seen += 1
  if (failed) slot.failed += 1
  sight.inARow = failed ? sight.inARow + 1 : 0
}

/** Opens at ten failures in a row, or when of at least 20 in a minute half failed. */
export const createCircuitWatch = (): CircuitWatch => {
  const sights = new Map<string, Sight>()
  return {
    saw: (integrationId, outcome, now) => {
      const sight = sights.get(integrationId) ?? { inARow: 0, slots: [] }
      sights.set(integrationId, sight)
      count(sight, isFailure(outcome), now)
      const seen = sight.slots.reduce((sum, slot) => sum + slot.seen, 0)
      const failures = sight.slots.reduce((sum, slot) => sum + slot.failed, 0)
      const opens = sight.inARow >= IN_A_ROW || (seen >= ENOUGH && failures >= SHARE * seen)
      if (!opens) return undefined
      sights.delete(integrationId)
      return outcome.detail ?? 'the destination fails'
    },
  }
}
