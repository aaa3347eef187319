import { EVENT_NAMES, type EventName, type EventPayload } from './event.ts'
import { holdsSign } from './redact.ts'

/** An event as JSON, and what messages say of it outside of that. */
export interface EventText {
  event: EventName
  occurred_at: string
  json: string
}

/** As `JSON.stringify` writes a lone surrogate; a pair it leaves as it is. */
const ESCAPED_SURROGATE = /\\ud[89a-f]/

/**
 * JSON as strict parsers take it: a lone surrogate, even escaped, is refused by many of them and by PostgreSQL.
 * Looking at each text costs 11 us an event, so that it is done only where there may be one.
 */
export const wellFormedJson = (value: unknown): string => {
  const json = JSON.stringify(value)
  if (!ESCAPED_SURROGATE.test(json)) return json
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'string' ? inner.toWellFormed() : inner))
}

export const eventText = (payload: EventPayload): EventText => ({
  event: payload.event,
  occurred_at: payload.occurred_at,
  json: wellFormedJson(payload),
})

/** How the service and its statements write the beginning of an event; `jsonb` had other members come first. */
const HEAD = new RegExp(
  `^\\{"event_id":"[\\w-]{1,64}","event":"(${EVENT_NAMES.join('|')})","occurred_at":"([\\d:.TZ-]{1,32})",`,
)

/**
 * The text of a stored event as it is sent, without parsing it: 3 us instead of 8. Undefined where parsed, redacted and
 * written again it might say anything else:
 * - A credential in one of its texts has a sign, which stands in the JSON as in the text: no sign holds a character that
 *   `JSON.stringify` and PostgreSQL escape, and what else may be written in another way is written with `\u` or as `\/`.
 *   That a sign is found across two texts, in a key or in an id does no harm.
 * - Half of a surrogate pair is written with `\u` too, or makes the text itself ill-formed.
 * - The other escapes are those that `JSON.stringify` writes: they come out as they went in.
 */
const plainText = (json: string): EventText | undefined => {
  const head = HEAD.exec(json)
  const [beginning, event, occurred_at] = head ?? []
  if (beginning === undefined || event === undefined || occurred_at === undefined) return undefined
  if (json.includes('\\u') || json.includes('\\/') || !json.isWellFormed()) return undefined
  return holdsSign(json, beginning.length) ? undefined : { event: event as EventName, occurred_at, json }
}

/** What is sent of a stored event. */
export const redactedText = (json: string, redacted: () => EventPayload): EventText =>
  plainText(json) ?? eventText(redacted())
