import type { EventPayload } from './event.ts'
import { type EventText, eventText, redactedText } from './event-text.ts'
import { redactEvent } from './redact.ts'

/** An event that is due. */
export interface DueEvent {
  /** As it is stored. */
  payload(): EventPayload
  /** As it is sent. */
  redacted(): EventPayload
  /** The same as JSON. */
  text(): EventText
}

/** Of one that nobody stored yet. */
export const freshEvent = (event: EventPayload): DueEvent => {
  const redacted = (): EventPayload => redactEvent(event)
  return { payload: () => event, redacted, text: () => eventText(redacted()) }
}

/** Of one as it is stored, which waits as text: objects that wait in hand would be copied by one garbage collection after the other. */
export const dueEvent = (json: string): DueEvent => {
  const payload = (): EventPayload => JSON.parse(json) as EventPayload
  const redacted = (): EventPayload => redactEvent(payload())
  return { payload, redacted, text: () => redactedText(json, redacted) }
}

/** As `dueEvent`, of one that goes to several destinations: what is sent is made for all of them at once. */
export const sharedEvent = (json: string): DueEvent => {
  const own = dueEvent(json)
  let redacted: EventPayload | undefined
  let text: EventText | undefined
  const asSent = (): EventPayload => (redacted ??= own.redacted())
  return { payload: own.payload, redacted: asSent, text: () => (text ??= redactedText(json, asSent)) }
}
