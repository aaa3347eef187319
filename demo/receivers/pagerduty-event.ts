import { codePoints, isObject, strangeKey, type JsonObject } from './json.ts'

export const ACTIONS = ['trigger', 'acknowledge', 'resolve']
const SEVERITIES = ['critical', 'error', 'warning', 'info']
const ALERT_KEYS = ['routing_key', 'event_action', 'dedup_key', 'payload', 'client', 'client_url', 'links', 'images']
const PAYLOAD_KEYS = ['summary', 'source', 'severity', 'timestamp', 'component', 'group', 'class', 'custom_details']
const CHANGE_KEYS = ['routing_key', 'payload', 'links', 'images']
const CHANGE_PAYLOAD_KEYS = ['summary', 'source', 'timestamp', 'custom_details']
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/
// Controls but tab and newline, and what reorders a line.
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\0-\x08\v\f\x0E-\x1F\x7F\u202A-\u202E\u2066-\u2069]/

/** What PagerDuty refuses, in its way, and what it takes although a careful sender avoids it. */
export interface Findings {
  errors: string[]
  warnings: string[]
}

const textError = (name: string, value: unknown, max: number): string[] => {
  if (typeof value !== 'string') return [`'${name}' is missing or is not a string`]
  if (value.trim() === '') return [`'${name}' is blank`]
  const length = codePoints(value)
  return length > max ? [`'${name}' has ${String(length)} characters, ${String(max)} fit`] : []
}

const optionalText = (name: string, value: unknown): string[] =>
  value === undefined || typeof value === 'string' ? [] : [`'${name}' is not a string`]

const isHttp = (value: unknown): boolean =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)

const linkErrors = (links: unknown): string[] => {
  if (links === undefined) return []
  if (!Array.isArray(links)) return ["'links' is not a list"]
  return links.flatMap((link: unknown) => {
    if (!isObject(link) || !isHttp(link.href)) return ['a link has no http or https href']
    return optionalText('links.text', link.text)
  })
}

const timeError = (value: unknown): string[] =>
  value === undefined || (typeof value === 'string' && ISO.test(value)) ? [] : ["'timestamp' is not ISO 8601"]

const detailsError = (value: unknown): string[] =>
  value === undefined || isObject(value) ? [] : ["'custom_details' is not an object"]

const payloadErrors = (payload: JsonObject): string[] => [
  ...textError('payload.summary', payload.summary, 1024),
  ...timeError(payload.timestamp),
  ...detailsError(payload.custom_details),
]

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

const warningsOf = (event: JsonObject, keys: string[], payloadKeys: string[]): string[] => {
  const strange = strangeKey(event, keys)
  const inPayload = isObject(event.payload) ? strangeKey(event.payload, payloadKeys) : undefined
  return [
    ...(strange === undefined ? [] : [`unknown key ${strange}`]),
    ...(inPayload === undefined ? [] : [`unknown key payload.${inPayload}`]),
    ...(stringsIn(event).some((text) => HIDDEN.test(text)) ? ['a control or bidi character in a text'] : []),
  ]
}

const keyErrors = (key: unknown, action: string): string[] => {
  if (key === undefined) return action === 'trigger' ? [] : [`'dedup_key' is needed to ${action}`]
  return textError('dedup_key', key, 255)
}

const triggerErrors = ({ payload, client, client_url, links }: JsonObject): string[] => {
  if (!isObject(payload)) return ["'payload' is missing or blank"]
  return [
    ...payloadErrors(payload),
    ...textError('payload.source', payload.source, Infinity),
    ...(SEVERITIES.includes(String(payload.severity))
      ? []
      : ["'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')"]),
    ...['component', 'group', 'class'].flatMap((name) => optionalText(`payload.${name}`, payload[name])),
    ...optionalText('client', client),
    ...(client_url === undefined || isHttp(client_url) ? [] : ["'client_url' is not an http or https URL"]),
    ...linkErrors(links),
  ]
}

/** An alert event: developer.pagerduty.com/docs/events-api-v2/trigger-events and its pages for the other actions. */
export const checkAlert = (event: JsonObject): Findings => {
  const action = String(event.event_action)
  if (!ACTIONS.includes(action))
    return {
      errors: ["'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"],
      warnings: [],
    }
  const follows = action !== 'trigger'
  const warnings = warningsOf(event, ALERT_KEYS, PAYLOAD_KEYS)
  if (action === 'trigger' && event.dedup_key === undefined) warnings.push('no dedup_key: every retry opens an alert')
  if (follows && event.payload !== undefined) warnings.push(`payload has no place beside ${action}`)
  return { errors: [...keyErrors(event.dedup_key, action), ...(follows ? [] : triggerErrors(event))], warnings }
}

/** A change event: developer.pagerduty.com/docs/events-api-v2/send-change-events */
export const checkChange = (event: JsonObject): Findings => {
  const { payload, links } = event
  const warnings = warningsOf(event, CHANGE_KEYS, CHANGE_PAYLOAD_KEYS)
  if (!isObject(payload)) return { errors: ["'payload' is missing or blank"], warnings }
  return {
    errors: [...payloadErrors(payload), ...optionalText('payload.source', payload.source), ...linkErrors(links)],
    warnings,
  }
}
