import type { EventPayload } from './event.ts'
import { redactEvent } from './redact.ts'

/** An event that is due. */
export interface DueEvent {
  /** As it is stored. */
  payload(): EventPayload
  /** As it is sent. */
  redacted(): EventPayload
}

/** `parse` makes its payload: objects that wait in hand would be copied by one garbage collection after the other. */
export const dueEvent = (parse: () => EventPayload): DueEvent => ({
  payload: parse,
  redacted: () => redactEvent(parse()),
})

/** As `dueEvent`, of one that goes to several destinations: parsed and redacted for all of them at once. */
export const sharedEvent = (parse: () => EventPayload): DueEvent => {
  let redacted: EventPayload | undefined
  return { payload: parse, redacted: () => (redacted ??= redactEvent(parse())) }
}
