import type { Exchange } from './receiver-log.ts'
import type { Fault, Run, Violation } from './run.ts'

/**
 * Another message of an integration that was told to wait may be on its way already, or in the hand of a worker that has
 * not heard of it yet.
 */
export const HEARD_WITHIN_MS = 1000

export interface Waits {
  /** Answers with `Retry-After`. */
  asked: number
  /** How much before its time the earliest repeated message came; 0 when none did. */
  earliestMs: number
  /** How long after such an answer another message of its integration still came. */
  heardAfterMs: number
  violations: Violation[]
}

/** Whoever got the answer may have died of it, and what it wrote for the others needs the database. */
const isUnheard = ({ sender, at, retryAfterMs = 0 }: Exchange, faults: readonly Fault[]): boolean =>
  faults.some(
    ({ who, at: from, until = from }) =>
      (who === sender || who.startsWith('postgres')) && until > at - HEARD_WITHIN_MS && from < at + retryAfterMs,
  )

/** Its sender was frozen meanwhile, and went on before it heard of anything; or it waited at a frozen receiver. */
const isBehind = ({ sender, receiver, at }: Exchange, from: number, faults: readonly Fault[]): boolean =>
  faults.some(
    ({ how, who, at: start, until = 0 }) =>
      how === 'freeze' && (who === sender || who.startsWith(`${receiver}-`)) && start < at && until > from,
  )

/** The first of some exchanges, in the order that they came, that came after `at`. */
const nextAfter = (exchanges: readonly Exchange[], from: number): Exchange | undefined =>
  exchanges.find((exchange) => exchange.from > from)

/** Nothing is sent before its time, neither the message that was told to wait nor others to the same integration. */
export const checkWaits = ({ exchanges, faults }: Run): Waits => {
  const waits: Waits = { asked: 0, earliestMs: 0, heardAfterMs: 0, violations: [] }
  const byDelivery = Map.groupBy(exchanges, ({ delivery }) => delivery)
  for (const own of Map.groupBy(exchanges, ({ lane }) => lane).values()) {
    for (const [index, exchange] of own.entries()) {
      const { at, retryAfterMs, delivery, from, sender } = exchange
      if (retryAfterMs === undefined) continue
      waits.asked += 1
      const again = nextAfter(byDelivery.get(delivery) ?? [], from)
      const earlyMs = again && again.at < at + retryAfterMs ? at + retryAfterMs - again.at : 0
      waits.earliestMs = Math.max(waits.earliestMs, earlyMs)
      if (earlyMs > 0)
        waits.violations.push({
          breach: 'too_early',
          detail: `${delivery} by ${sender}, ${earlyMs} ms before its time`,
        })
      if (isUnheard(exchange, faults)) continue
      for (let next = index + 1; next < own.length; next += 1) {
        const other = own[next]
        if (!other || other.at >= at + retryAfterMs) break
        if (isBehind(other, at, faults)) continue
        waits.heardAfterMs = Math.max(waits.heardAfterMs, other.at - at)
        if (other.at - at > HEARD_WITHIN_MS)
          waits.violations.push({ breach: 'too_early', detail: `${other.delivery}, ${other.at - at} ms after a 429` })
      }
    }
  }
  return waits
}
