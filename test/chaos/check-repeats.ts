import { type Exchange, isDone } from './receiver-log.ts'
import type { Fault, Run, Violation } from './run.ts'

export interface Repeats {
  /** Messages taken more than once, each time beyond the first. */
  total: number
  /** By the fault that explains them. */
  byFault: Map<Fault, number>
  violations: Violation[]
}

/** What was sent is read by its receiver, and recorded, well within that, also on a busy machine. */
const SLACK_MS = 5000

/** The fault struck while the exchange was on the way or not recorded yet. */
const struck = ({ at, overAt = at }: Exchange, { at: from, until = from }: Fault): boolean =>
  until + SLACK_MS >= at && from <= overAt + SLACK_MS

/** A worker that goes on after a freeze sends nothing of what it had claimed before: that is no reason to send anything twice. */
const isAfterFreeze = ({ at }: Exchange, { how, until = Infinity }: Fault): boolean => how === 'freeze' && at > until

/** Why a message that had been taken was sent again: its sender died or was frozen, or did not hear of it. */
const reasonOf = (exchange: Exchange, faults: readonly Fault[]): Fault | undefined => {
  const near = faults.filter((fault) => fault.how !== 'terminate' && struck(exchange, fault))
  return (
    near.find((fault) => fault.who === exchange.sender && !isAfterFreeze(exchange, fault)) ??
    near.find(({ who }) => who.startsWith(`${exchange.receiver}-`)) ??
    near.find(({ who }) => who.startsWith('postgres'))
  )
}

/** Each repeated message belongs to what had befallen the sending before. */
export const checkRepeats = ({ exchanges, faults }: Run): Repeats => {
  const repeats: Repeats = { total: 0, byFault: new Map(), violations: [] }
  for (const [delivery, own] of Map.groupBy(exchanges.filter(isDone), (exchange) => exchange.delivery)) {
    for (const [index, before] of own.slice(0, -1).entries()) {
      repeats.total += 1
      const fault = reasonOf(before, faults)
      if (fault) repeats.byFault.set(fault, (repeats.byFault.get(fault) ?? 0) + 1)
      else if (before.heard)
        repeats.violations.push({
          breach: 'repeated',
          detail: `${delivery} by ${before.sender}, then by ${own[index + 1]?.sender ?? ''}`,
        })
    }
  }
  return repeats
}
