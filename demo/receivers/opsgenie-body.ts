import { codePoints, isObject, strangeKey, type JsonObject } from './json.ts'

/** `errors` by field, as Opsgenie tells them with 422, and what it takes although a careful sender avoids it. */
export interface Checked {
  errors: Record<string, string>
  warnings: string[]
}

/** docs.opsgenie.com/docs/alert-api, "Alert fields": in characters. */
const LENGTHS: Record<string, number> = {
  message: 130,
  alias: 512,
  description: 15_000,
  entity: 512,
  source: 100,
  user: 100,
  note: 25_000,
}
const CREATE_KEYS = [...Object.keys(LENGTHS), 'priority', 'tags', 'details', 'responders', 'visibleTo', 'actions']
const MAX_TAGS = 20
const MAX_TAG = 50
const MAX_DETAILS = 8000
const PRIORITY = /^P[1-5]$/

/** What is shown as HTML: an element, or an ampersand that starts no entity. */
const MARKUP = /<|&(?!(?:amp|lt|gt|quot|#39);)/
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\0-\x08\v\f\x0E-\x1F\x7F\u202A-\u202E\u2066-\u2069]/

const textFault = (name: string, value: unknown): string | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'string') return 'is not a string'
  const max = LENGTHS[name] ?? Infinity
  return codePoints(value) > max ? `is longer than ${String(max)} characters` : undefined
}

const tagsFault = (tags: unknown): string | undefined => {
  if (tags === undefined) return undefined
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return 'is not a list of strings'
  if (tags.length > MAX_TAGS) return `has more than ${String(MAX_TAGS)} tags`
  return tags.some((tag) => codePoints(tag) > MAX_TAG) ? `has a tag over ${String(MAX_TAG)} characters` : undefined
}

const detailsFault = (details: unknown): string | undefined => {
  if (details === undefined) return undefined
  if (!isObject(details) || !Object.values(details).every((value) => typeof value === 'string'))
    return 'is not an object of strings'
  const size = Object.entries(details).reduce((sum, entry) => sum + codePoints(entry.join('')), 0)
  return size > MAX_DETAILS ? `is longer than ${String(MAX_DETAILS)} characters in all` : undefined
}

const priorityFault = (priority: unknown): string | undefined =>
  priority === undefined || (typeof priority === 'string' && PRIORITY.test(priority)) ? undefined : 'is not P1 to P5'

const respondersFault = (responders: unknown): string | undefined =>
  responders === undefined || (Array.isArray(responders) && responders.every(isObject))
    ? undefined
    : 'is not a list of objects'

const needed = (name: string, value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? undefined : `${name} can not be empty`

const stringsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}

const warningsOf = (body: JsonObject, keys: readonly string[]): string[] => {
  const strange = strangeKey(body, keys)
  const shown = ['message', 'description', 'note'].filter((name) => MARKUP.test(stringsIn(body[name]).join()))
  return [
    ...(strange === undefined ? [] : [`unknown key ${strange}`]),
    ...shown.map((name) => `${name} holds unescaped markup`),
    ...(stringsIn(body.tags).some((tag) => /[\s,]/.test(tag)) ? ['a tag with a space or comma is shown as two'] : []),
    ...(stringsIn(body).some((text) => HIDDEN.test(text)) ? ['a control or bidi character in a text'] : []),
  ]
}

const named = (faults: [name: string, fault: string | undefined][]): Record<string, string> =>
  Object.fromEntries(faults.flatMap(([name, fault]) => (fault === undefined ? [] : [[name, fault]])))

const textFaults = (body: JsonObject): [string, string | undefined][] =>
  Object.keys(LENGTHS).map((name) => [name, textFault(name, body[name])])

export const checkCreate = (body: JsonObject): Checked => ({
  errors: named([
    ...textFaults(body),
    ['message', needed('Message', body.message) ?? textFault('message', body.message)],
    ['priority', priorityFault(body.priority)],
    ['tags', tagsFault(body.tags)],
    ['details', detailsFault(body.details)],
    ['responders', respondersFault(body.responders)],
  ]),
  warnings: [
    ...warningsOf(body, CREATE_KEYS),
    ...(body.alias === undefined ? ['no alias: every retry opens an alert'] : []),
  ],
})

/** What each action on an alert takes, and must have. */
const ACTIONS: Record<string, { takes: string[]; needs?: string }> = {
  close: { takes: ['note', 'user', 'source'] },
  acknowledge: { takes: ['note', 'user', 'source'] },
  notes: { takes: ['note', 'user', 'source'], needs: 'note' },
  priority: { takes: ['priority'], needs: 'priority' },
  message: { takes: ['message'], needs: 'message' },
  description: { takes: ['description'], needs: 'description' },
}

export const checkAction = (verb: string, body: JsonObject): Checked => {
  const { takes = [], needs } = ACTIONS[verb] ?? {}
  return {
    errors: named([
      ...textFaults(body),
      ['priority', priorityFault(body.priority)],
      ...(needs === undefined ? [] : [[needs, needed(needs, body[needs])] as [string, string | undefined]]),
    ]),
    warnings: warningsOf(body, takes),
  }
}
