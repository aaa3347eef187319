import { Ajv } from 'ajv'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const time = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' }
const link = { type: 'string', pattern: '^https?://', maxLength: 2048 }
const links = {
  type: 'array',
  items: {
    type: 'object',
    required: ['href'],
    properties: { href: link, text: text(255) },
    additionalProperties: false,
  },
}
const routing_key = { type: 'string', pattern: '^[A-Za-z0-9]{32}$' }
const custom_details = { type: 'object', additionalProperties: { type: ['string', 'number'] } }

/** The events as PagerDuty publishes them, with the rules that its own schema leaves to prose. */
const ALERT = {
  type: 'object',
  required: ['routing_key', 'event_action', 'dedup_key'],
  properties: {
    routing_key,
    event_action: { enum: ['trigger', 'acknowledge', 'resolve'] },
    dedup_key: text(255),
    client: text(255),
    client_url: link,
    links,
    payload: {
      type: 'object',
      required: ['summary', 'source', 'severity'],
      properties: {
        summary: text(1024),
        source: text(255),
        severity: { enum: ['critical', 'error', 'warning', 'info'] },
        timestamp: time,
        component: text(255),
        group: text(255),
        class: text(255),
        custom_details,
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
  if: { properties: { event_action: { const: 'trigger' } } },
  then: { required: ['payload'] },
  else: { maxProperties: 3 },
}
const CHANGE = {
  type: 'object',
  required: ['routing_key', 'payload'],
  properties: {
    routing_key,
    links,
    payload: {
      type: 'object',
      required: ['summary'],
      properties: { summary: text(1024), source: text(255), timestamp: time, custom_details },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
}
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false })
export const validAlert = ajv.compile(ALERT)
export const validChange = ajv.compile(CHANGE)
