import { type Exchange, isDone } from './receiver-log.ts'
import type { Accepted, Run, Violation } from './run.ts'

/** One message at one integration. */
const placeOf = (lane: number, message: string): string => `${String(lane)} ${message}`

/** Accepted and arrived, as sets: nothing is missing, nothing is there that nobody asked for. */
export const checkArrivals = ({ accepted, integrationIds, exchanges }: Run): Violation[] => {
  const arrived = new Set(exchanges.filter(isDone).map(({ lane, message }) => placeOf(lane, message)))
  const asked = new Set(accepted.map(({ message }) => message))
  const lost = integrationIds.flatMap((_, lane) =>
    accepted.filter(({ message }) => !arrived.has(placeOf(lane, message))).map(({ message }) => ({ lane, message })),
  )
  const unasked = new Map(
    exchanges.filter(({ message }) => !asked.has(message)).map((exchange) => [exchange.message, exchange.delivery]),
  )
  return [
    ...lost.map(({ lane, message }): Violation => ({ breach: 'lost', detail: `${message} at integration ${lane}` })),
    ...[...unasked].map(([message, id]): Violation => ({ breach: 'unasked', detail: `${message}, delivery ${id}` })),
  ]
}

/** One message is one delivery at each integration. */
export const checkDeliveries = ({ exchanges }: Run): Violation[] => {
  const byPlace = Map.groupBy(exchanges, ({ lane, message }) => placeOf(lane, message))
  return [...byPlace].flatMap(([place, own]): Violation[] => {
    const ids = new Set(own.map(({ delivery }) => delivery))
    return ids.size === 1 ? [] : [{ breach: 'made_twice', detail: `${place}: ${[...ids].join(', ')}` }]
  })
}

const stepsOf = (accepted: readonly Accepted[]): Map<string, Accepted[]> => {
  const steps = new Map<string, Accepted[]>()
  for (const one of accepted) {
    if (one.finding === undefined) continue
    const known = steps.get(one.finding)
    if (known) known.push(one)
    else steps.set(one.finding, [one])
  }
  for (const own of steps.values()) own.sort((a, b) => a.step - b.step)
  return steps
}

/** What is told of a finding comes in its order: nothing is sent before what comes first has been taken. */
export const checkOrder = ({ accepted, exchanges }: Run): Violation[] => {
  const byPlace = Map.groupBy(exchanges, ({ lane, message }) => placeOf(lane, message))
  const lanes = new Set(exchanges.map(({ lane }) => lane))
  const violations: Violation[] = []
  for (const steps of stepsOf(accepted).values()) {
    for (const [index, { message }] of steps.entries()) {
      const before = steps[index - 1]
      if (!before) continue
      for (const lane of lanes) {
        const first = byPlace.get(placeOf(lane, message))?.[0]
        const taken = byPlace.get(placeOf(lane, before.message))?.find(isDone)
        if (first && (!taken || taken.from > first.from))
          violations.push({ breach: 'overtaken', detail: `${first.delivery}: ${message} before ${before.message}` })
      }
    }
  }
  return violations
}

/** No delivery is on the way twice at a time. */
export const checkIntervals = ({ exchanges }: Run): Violation[] => {
  const violations: Violation[] = []
  for (const [delivery, own] of Map.groupBy(exchanges, (exchange) => exchange.delivery)) {
    let last: Exchange | undefined
    for (const exchange of own) {
      if (last && exchange.from < last.to)
        violations.push({ breach: 'at_once', detail: `${delivery} by ${last.sender} and ${exchange.sender}` })
      if (!last || exchange.to > last.to) last = exchange
    }
  }
  return violations
}

export const checkForm = ({ exchanges, faults }: Run): Violation[] => [
  ...exchanges.flatMap(({ delivery, problem }): Violation[] =>
    problem === undefined ? [] : [{ breach: 'malformed', detail: `${delivery}: ${problem}` }],
  ),
  ...faults.filter(({ how }) => how === 'died').map(({ who }): Violation => ({ breach: 'died', detail: who })),
]
