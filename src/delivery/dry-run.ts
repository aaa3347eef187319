import { judge, type Verdict, VERDICTS } from '../core/filter.ts'
import { destinationOf } from '../destinations/index.ts'
import type { EventGroup } from '../store/event-history.ts'
import type { IntegrationFilter } from '../store/integration-filters.ts'
import { limitOf } from './bundle.ts'
import { subjectOf } from './fan-out.ts'

/** An integration as it might be. */
export type DraftFilter = Omit<IntegrationFilter, 'id' | 'name'>

export interface JudgedGroup extends EventGroup {
  verdict: Verdict
  /** It matched, but the kind has no place for such an event. */
  isNotSent: boolean
}

/** Held against the filter by the code that routes events. */
export const judgeHistory = (filter: DraftFilter, groups: readonly EventGroup[]): JudgedGroup[] => {
  const notSent = destinationOf(filter.kind)?.notSent ?? {}
  return groups.map((group) => {
    const verdict = judge(filter, subjectOf(group))
    return { ...group, verdict, isNotSent: verdict === 'matched' && notSent[group.event] !== undefined }
  })
}

const goesOut = ({ verdict, isNotSent }: JudgedGroup): boolean => verdict === 'matched' && !isNotSent

const total = (groups: readonly EventGroup[]): number => groups.reduce((sum, { events }) => sum + events, 0)

/** How many messages would go out, and how many of them would be digests. */
export interface Messages {
  messages: number
  digests: number
}

const instantOf = ({ scan_id, at }: EventGroup): string => `${String(scan_id)} ${at.toISOString()}`

/**
 * A scan's findings are bundled, at the instant at which it ends; what people do to them later is not. Counted as if each
 * scan was routed at one go.
 */
export const countMessages = (filter: DraftFilter, judged: readonly JudgedGroup[]): Messages => {
  const sent = judged.filter(goesOut)
  const limit = limitOf(filter)
  if (!limit) return { messages: total(sent), digests: 0 }
  const ends = new Set(judged.filter(({ event }) => event === 'scan_done').map(instantOf))
  const isBundled = (group: JudgedGroup): boolean => limit.events.includes(group.event) && ends.has(instantOf(group))
  const sizes = [...Map.groupBy(sent.filter(isBundled), instantOf).values()].map(total)
  const digests = sizes.filter((size) => size > limit.left).length
  const alone = sizes.reduce((sum, size) => sum + Math.min(size, limit.left), 0)
  return { messages: total(sent.filter((group) => !isBundled(group))) + alone + digests, digests }
}

/** What became of some of the events. */
export interface Tally {
  events: number
  /** Would go out. */
  matched: number
  /** Was really delivered. */
  sent: number
}

const tallyOf = (groups: readonly JudgedGroup[]): Tally => ({
  events: total(groups),
  matched: total(groups.filter(goesOut)),
  sent: groups.reduce((sum, { sent }) => sum + sent, 0),
})

/** The groups that share what `keyOf` reads, counted. */
export const tallyBy = <Key extends object>(
  judged: readonly JudgedGroup[],
  keyOf: (group: JudgedGroup) => Key,
): (Key & Tally)[] =>
  [...Map.groupBy(judged, (group) => JSON.stringify(keyOf(group))).values()].flatMap((groups) => {
    const [first] = groups
    return first ? [{ ...keyOf(first), ...tallyOf(groups) }] : []
  })

/** How many events pass, and how many stop at which stage. */
export const countVerdicts = (judged: readonly JudgedGroup[]): Record<Verdict, number> => {
  const count = (verdict: Verdict): number => total(judged.filter((group) => group.verdict === verdict))
  return Object.fromEntries(VERDICTS.map((verdict) => [verdict, count(verdict)])) as Record<Verdict, number>
}

export const countNotSent = (judged: readonly JudgedGroup[]): number =>
  total(judged.filter(({ isNotSent }) => isNotSent))

const EXAMPLES = 4

/** The latest event of some groups of each verdict, latest first, by `seq`. */
export const pickExamples = (judged: readonly JudgedGroup[]): Map<number, Verdict> => {
  const latest = judged.toSorted((left, right) => right.latest - left.latest)
  const picked = VERDICTS.flatMap((verdict) =>
    latest.filter((group) => group.verdict === verdict && !group.isNotSent).slice(0, EXAMPLES),
  )
  return new Map(picked.map((group) => [group.latest, group.verdict]))
}
