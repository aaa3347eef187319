import type { Integration } from '../api/schemas.ts'
import type { EventName, Severity } from '../api/vocabulary.ts'

export type Config = Record<string, unknown>

/** An integration while it is filled in. Null lists stand for all. */
export interface Draft {
  name: string
  severity_filter: Severity
  target_ids: string[] | null
  events: EventName[] | null
  /** Without the secrets that stay as they are. */
  config: Config
}

export const emptyDraft = (name: string): Draft => ({
  name,
  severity_filter: 'high',
  target_ids: null,
  events: null,
  config: {},
})

export const draftOf = ({ name, severity_filter, target_ids, events, config }: Integration): Draft => ({
  name,
  severity_filter,
  target_ids,
  events,
  config,
})

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** The filled fields alone. */
export const filledConfig = (config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([, value]) => !isEmpty(value)))

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

/** What of the configuration differs; null takes a field away. */
const changedConfig = (before: Config, after: Config): Config =>
  Object.fromEntries(
    Object.entries(after)
      .filter(([name, value]) => !isSame(before[name], value) && !(isEmpty(before[name]) && isEmpty(value)))
      .map(([name, value]) => [name, isEmpty(value) ? null : value]),
  )

/** The body of the `PATCH` that brings the integration to the draft; no field where nothing differs. */
export const changesOf = (before: Draft, after: Draft): Record<string, unknown> => {
  const config = changedConfig(before.config, after.config)
  const fields = (['name', 'severity_filter', 'target_ids', 'events'] as const).filter(
    (field) => !isSame(before[field], after[field]),
  )
  return {
    ...Object.fromEntries(fields.map((field) => [field, after[field]])),
    ...(Object.keys(config).length > 0 && { config }),
  }
}

export const isChanged = (before: Draft, after: Draft): boolean => Object.keys(changesOf(before, after)).length > 0
