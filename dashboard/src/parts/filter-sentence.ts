import type { Integration } from '../api/schemas.ts'
import { EVENT_NAMES, EVENT_PLURALS, type Severity } from '../api/vocabulary.ts'

export type FilterColumns = Pick<Integration, 'severity_filter' | 'target_ids' | 'events'>

export const severityWords = (floor: Severity): string => {
  if (floor === 'info') return 'every severity'
  return floor === 'critical' ? 'critical only' : `${floor} and above`
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

const targetWords = (ids: readonly string[] | null): string =>
  ids === null || ids.length === 0 ? 'all targets' : counted(ids.length, 'target')

const eventWords = (events: FilterColumns['events']): string => {
  if (events === null || events.length === 0 || events.length === EVENT_NAMES.length) return 'all events'
  return EVENT_NAMES.filter((event) => events.includes(event))
    .map((event) => EVENT_PLURALS[event])
    .join(', ')
}

/** The filter of an integration in one sentence. */
export const filterSentence = ({ severity_filter, target_ids, events }: FilterColumns): string =>
  [severityWords(severity_filter), targetWords(target_ids), eventWords(events)].join(' · ')
