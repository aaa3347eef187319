import { isObject, strangeKey, type JsonObject } from './json.ts'

/** A fault at a place of the message, with Discord's word for its sort. */
export interface FormFault {
  path: string
  code: string
  message: string
}

/** What was found in one message: faults void it, warnings do not. */
export interface Findings {
  faults: FormFault[]
  warnings: string[]
}

// docs.discord.com/developers/resources/webhook#execute-webhook and …/message#embed-object-embed-limits
const BODY_KEYS = ['content', 'username', 'avatar_url', 'tts', 'embeds', 'allowed_mentions', 'components', 'flags']
const MORE_BODY_KEYS = ['attachments', 'thread_name', 'applied_tags', 'poll']
const EMBED_KEYS = ['title', 'type', 'description', 'url', 'timestamp', 'color', 'footer', 'image', 'thumbnail']
const MORE_EMBED_KEYS = ['video', 'provider', 'author', 'fields']
const MAX_TOTAL = 6000
const MAX_COLOR = 0xffffff
// SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, IS_COMPONENTS_V2
const FLAGS = 4 | 4096 | 32_768

const note = (found: Findings, path: string, code: string, message: string): void => {
  found.faults.push({ path, code, message })
}

/** The text's length without white space at its ends, as Discord counts; 0 where there is none. */
const checkText = (found: Findings, path: string, value: unknown, max: number, isRequired = false): number => {
  if (value === undefined || value === null) {
    if (isRequired) note(found, path, 'BASE_TYPE_REQUIRED', 'This field is required')
    return 0
  }
  if (typeof value !== 'string') {
    note(found, path, 'STRING_TYPE_CONVERT', 'Could not interpret value as string.')
    return 0
  }
  const { length } = value.trim()
  if (length === 0 && isRequired) note(found, path, 'BASE_TYPE_REQUIRED', 'This field is required')
  // Whether Discord counts code points or UTF-16 units is not documented: the stricter of the two.
  if (length > max) note(found, path, 'BASE_TYPE_MAX_LENGTH', `Must be ${String(max)} or fewer in length.`)
  return length
}

const checkUrl = (found: Findings, path: string, value: unknown): void => {
  if (value === undefined) return
  checkText(found, path, value, 2048)
  const isWeb = typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
  if (!isWeb) note(found, path, 'URL_TYPE_INVALID_SCHEME', 'Scheme must be one of (http, https).')
}

/** Within code nothing is markup; what a backslash stands before is not either. */
const bare = (text: string): string => text.replace(/```[^]*?```/g, ' ').replace(/\\[^A-Za-z0-9\s]/g, ' ')

const LIVE: [what: string, pattern: RegExp][] = [
  ['mention', /<(?:@[!&]?\d+|#\d+|id:\w+)>|@(?:everyone|here)\b/],
  ['time', /<t:-?\d+(?::\w)?>/],
  ['command', /<\/[\w -]+:\d+>/],
  ['emoji', /<a?:\w+:\d+>/],
  ['spoiler', /\|\|[^]+\|\|/],
  ['heading or quote', /^\s*(?:#{1,3}|-#|>{1,3})\s/m],
]

/** What shows itself as something else: hidden text, and a link whose words name another host than it leads to. */
const checkMarkup = (found: Findings, path: string, value: unknown): void => {
  if (typeof value !== 'string') return
  const text = bare(value)
  for (const [what, pattern] of LIVE) {
    const [live] = pattern.exec(text) ?? []
    if (live !== undefined) found.warnings.push(`${path}: live ${what} ${live.trim().slice(0, 60)}`)
  }
  for (const [, words = '', target = ''] of text.matchAll(/\[([^\]\n]+)\]\(<?([^)>\s]+)>?\)/g))
    if (/[\w-]\.[a-z]{2,}/i.test(words) && !target.includes(words))
      found.warnings.push(`${path}: a disguised link to ${target.slice(0, 60)}`)
}

const checkField = (found: Findings, path: string, field: unknown): number => {
  const { name, value } = isObject(field) ? field : {}
  checkMarkup(found, `${path}.value`, value)
  return checkText(found, `${path}.name`, name, 256, true) + checkText(found, `${path}.value`, value, 1024, true)
}

const checkFields = (found: Findings, path: string, fields: unknown): number => {
  if (fields === undefined) return 0
  if (!Array.isArray(fields)) {
    note(found, path, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')
    return 0
  }
  if (fields.length > 25) note(found, path, 'BASE_TYPE_MAX_LENGTH', 'Must be 25 or fewer in length.')
  return fields.reduce(
    (sum: number, field: unknown, index) => sum + checkField(found, `${path}.${String(index)}`, field),
    0,
  )
}

const checkColor = (found: Findings, path: string, color: unknown): void => {
  if (color === undefined) return
  if (typeof color !== 'number' || !Number.isInteger(color))
    note(found, path, 'NUMBER_TYPE_COERCE', `Value ${JSON.stringify(color)} is not int.`)
  else if (color < 0 || color > MAX_COLOR)
    note(found, path, 'NUMBER_TYPE_MAX', 'int value should be less than or equal to 16777215.')
}

const checkTimestamp = (found: Findings, path: string, timestamp: unknown): void => {
  if (timestamp === undefined) return
  if (typeof timestamp !== 'string' || !/^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(timestamp))
    note(found, path, 'DATE_TIME_TYPE_PARSE', `Could not parse ${JSON.stringify(timestamp)}. Should be ISO8601.`)
}

/** The characters that count towards the 6,000 over all embeds. */
const checkEmbed = (found: Findings, path: string, embed: unknown): number => {
  if (!isObject(embed)) {
    note(found, path, 'MODEL_TYPE_CONVERT', 'Only dictionaries may be used in a ModelType')
    return 0
  }
  const strange = strangeKey(embed, [...EMBED_KEYS, ...MORE_EMBED_KEYS])
  if (strange !== undefined) found.warnings.push(`${path}: unknown key ${strange}`)
  const { footer, author } = embed
  checkUrl(found, `${path}.url`, embed.url)
  checkColor(found, `${path}.color`, embed.color)
  checkTimestamp(found, `${path}.timestamp`, embed.timestamp)
  checkMarkup(found, `${path}.title`, embed.title)
  checkMarkup(found, `${path}.description`, embed.description)
  return (
    checkText(found, `${path}.title`, embed.title, 256) +
    checkText(found, `${path}.description`, embed.description, 4096) +
    checkFields(found, `${path}.fields`, embed.fields) +
    (isObject(footer) ? checkText(found, `${path}.footer.text`, footer.text, 2048, true) : 0) +
    (isObject(author) ? checkText(found, `${path}.author.name`, author.name, 256, true) : 0)
  )
}

const checkEmbeds = (found: Findings, embeds: unknown): void => {
  if (embeds === undefined) return
  if (!Array.isArray(embeds)) {
    note(found, 'embeds', 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')
    return
  }
  if (embeds.length > 10) note(found, 'embeds', 'BASE_TYPE_MAX_LENGTH', 'Must be 10 or fewer in length.')
  const total = embeds.reduce(
    (sum: number, embed: unknown, index) => sum + checkEmbed(found, `embeds.${String(index)}`, embed),
    0,
  )
  if (total > MAX_TOTAL) note(found, 'embeds', 'MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000')
}

const checkMentions = (found: Findings, mentions: unknown): void => {
  const { parse, users, roles } = isObject(mentions) ? mentions : {}
  if (!Array.isArray(parse) || parse.length > 0 || users !== undefined || roles !== undefined)
    found.warnings.push('allowed_mentions is not {"parse":[]}: names in the message may ping')
  if (Array.isArray(parse) && ((parse.includes('users') && users) || (parse.includes('roles') && roles)))
    note(found, 'allowed_mentions', 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE', 'parse and a list exclude each other')
}

const checkUsername = (found: Findings, username: unknown): void => {
  checkText(found, 'username', username, 80)
  if (typeof username === 'string' && /clyde|discord/i.test(username))
    note(found, 'username', 'USERNAME_INVALID_CONTAINS', 'Username cannot contain "discord" or "clyde"')
}

/** Judges the body of `POST /webhooks/{id}/{token}`. */
export const checkMessage = (message: JsonObject): Findings => {
  const found: Findings = { faults: [], warnings: [] }
  const strange = strangeKey(message, [...BODY_KEYS, ...MORE_BODY_KEYS])
  if (strange !== undefined) found.warnings.push(`unknown key ${strange}`)
  checkText(found, 'content', message.content, 2000)
  checkMarkup(found, 'content', message.content)
  checkUsername(found, message.username)
  checkEmbeds(found, message.embeds)
  checkMentions(found, message.allowed_mentions)
  const { flags = 0 } = message
  if (typeof flags !== 'number' || (flags & ~FLAGS) !== 0)
    note(found, 'flags', 'BITFIELD_TYPE_INVALID', 'Unknown or forbidden flags')
  return found
}

/** Whether there is anything to post. */
export const isEmpty = ({ content, embeds, components, poll }: JsonObject): boolean =>
  (typeof content !== 'string' || content.trim() === '') &&
  (!Array.isArray(embeds) || embeds.length === 0) &&
  !components &&
  !poll

/** Discord's tree of `errors`: a key a part of the path, `_errors` at the end. */
export const errorTree = (faults: FormFault[]): JsonObject => {
  const root: JsonObject = {}
  for (const { path, code, message } of faults) {
    let node = root
    for (const part of path.split('.')) {
      const next = node[part]
      const inner: JsonObject = isObject(next) ? next : {}
      node[part] = inner
      node = inner
    }
    node._errors = [...(Array.isArray(node._errors) ? (node._errors as unknown[]) : []), { code, message }]
  }
  return root
}
