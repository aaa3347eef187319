import { codePoints, isObject, type JsonObject, strangeKey } from './json.ts'
import { Refusal } from './receiver.ts'

/** What is gathered over one message. */
export interface Tally {
  /** The error word that Slack uses here. */
  word: string
  blockIds: Set<string>
  /** Of all texts in blocks. */
  characters: number
  /** What Slack takes, but should not be sent. */
  warnings: string[]
}
export const newTally = (): Tally => ({ word: 'invalid_blocks', blockIds: new Set(), characters: 0, warnings: [] })

const refusal = (tally: Tally, problem: string, word = tally.word): Refusal =>
  new Refusal(problem, { status: 400, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: word })

const LINK = /<(https?:\/\/[^<>|\s]+|mailto:[^<>|\s]+)(?:\|([^<>|]*))?>/g
const DATE = /<!date\^\d+\^[^<>|]*(?:\|[^<>]*)?>/g

/** A label that reads as an address of another host than the link's own. */
const disguised = (url: string, label: string): boolean => {
  const shown = /^\s*(?:https?:\/\/)?((?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|bank|example))(?:[/:]|\s*$)/i.exec(
    label,
  )?.[1]
  return shown !== undefined && URL.canParse(url) && new URL(url).hostname !== shown.toLowerCase()
}

/** Why a mrkdwn text is not safe: markup in it that Slack would act on. docs.slack.dev/messaging/formatting-message-text */
export const liveMarkup = (text: string): string | undefined => {
  for (const [link, url = '', label = ''] of text.matchAll(LINK))
    if (disguised(url, label)) return `disguised link ${link}`
  const rest = text.replace(LINK, '').replace(DATE, '')
  const mention = /<[!@#][^>]*>?/.exec(rest)?.[0]
  if (mention) return `live mention ${mention}`
  if (rest.includes('<')) return 'an unescaped <'
  return /&(?!(?:amp|lt|gt);)/.test(rest) ? 'an unescaped &' : undefined
}

const object = (tally: Tally, value: unknown, where: string, keys: readonly string[]): JsonObject => {
  if (!isObject(value)) throw refusal(tally, `${where} is not an object`)
  const strange = strangeKey(value, keys)
  if (strange !== undefined) throw refusal(tally, `${where}: unknown key ${strange}`)
  return value
}

const list = (tally: Tally, value: unknown, where: string, max: number, min = 1): unknown[] => {
  if (!Array.isArray(value)) throw refusal(tally, `${where} is not a list`)
  if (value.length < min) throw refusal(tally, `${where} is empty`)
  if (value.length > max) throw refusal(tally, `${where} has ${String(value.length)} items, ${String(max)} fit`)
  return value
}

const string = (tally: Tally, value: unknown, where: string, max: number): string => {
  if (typeof value !== 'string' || value === '') throw refusal(tally, `${where} is empty or not a string`)
  const length = codePoints(value)
  if (length > max) throw refusal(tally, `${where} has ${String(length)} characters, ${String(max)} fit`)
  return value
}

const optional = (tally: Tally, value: unknown, where: string, max: number): void => {
  if (value !== undefined) string(tally, value, where, max)
}

const httpUrl = (tally: Tally, value: unknown, where: string): void => {
  const url = string(tally, value, where, 3000)
  if (!/^(?:https?|mailto):/.test(url) || !URL.canParse(url))
    throw refusal(tally, `${where} is not an http or https URL`)
}

/** A text object: `plain_text` or `mrkdwn`. docs.slack.dev/reference/block-kit/composition-objects/text-object */
const text = (tally: Tally, value: unknown, where: string, max: number, plainOnly = false): void => {
  const it = object(tally, value, where, ['type', 'text', 'emoji', 'verbatim'])
  const { type } = it
  if (type !== 'plain_text' && (plainOnly || type !== 'mrkdwn')) throw refusal(tally, `${where} is ${String(type)}`)
  const stray = type === 'mrkdwn' ? 'emoji' : 'verbatim'
  if (stray in it) throw refusal(tally, `${where}: ${stray} does not go with ${type}`)
  const content = string(tally, it.text, `${where}.text`, max)
  tally.characters += codePoints(content)
  const live = type === 'mrkdwn' ? liveMarkup(content) : undefined
  if (live !== undefined) tally.warnings.push(`${where}: ${live}`)
}

const image = (tally: Tally, it: JsonObject, where: string): void => {
  httpUrl(tally, it.image_url, `${where}.image_url`)
  string(tally, it.alt_text, `${where}.alt_text`, 2000)
  if (it.title !== undefined) text(tally, it.title, `${where}.title`, 2000, true)
}

const BUTTON = ['type', 'text', 'action_id', 'url', 'value', 'style', 'confirm', 'accessibility_label']

const element = (tally: Tally, value: unknown, where: string, types: string[], actionIds: Set<string>): void => {
  const { type } = isObject(value) ? value : {}
  if (!types.includes(String(type))) throw refusal(tally, `${where}: element ${String(type)} does not belong here`)
  if (type === 'image') {
    image(tally, object(tally, value, where, ['type', 'image_url', 'alt_text']), where)
    return
  }
  if (type !== 'button') {
    text(tally, value, where, 3000)
    return
  }
  const button = object(tally, value, where, BUTTON)
  text(tally, button.text, `${where}.text`, 75, true)
  optional(tally, button.value, `${where}.value`, 2000)
  optional(tally, button.action_id, `${where}.action_id`, 255)
  optional(tally, button.accessibility_label, `${where}.accessibility_label`, 75)
  if (button.url !== undefined) httpUrl(tally, button.url, `${where}.url`)
  const { style, action_id: id } = button
  if (style !== undefined && style !== 'primary' && style !== 'danger')
    throw refusal(tally, `${where}.style is unknown`)
  if (typeof id === 'string' && actionIds.has(id)) throw refusal(tally, `${where}.action_id ${id} stands twice`)
  if (typeof id === 'string') actionIds.add(id)
}

const elements = (tally: Tally, value: unknown, where: string, max: number, types: string[]): void => {
  const actionIds = new Set<string>()
  for (const [i, it] of list(tally, value, where, max).entries())
    element(tally, it, `${where}[${String(i)}]`, types, actionIds)
}

const RICH_CONTAINERS = ['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']
const RICH_PINGS = ['user', 'usergroup', 'channel', 'team', 'broadcast']

const rich = (tally: Tally, value: unknown, where: string): void => {
  const it = isObject(value) ? value : {}
  const type = String(it.type)
  if (RICH_CONTAINERS.includes(type)) {
    for (const [i, child] of list(tally, it.elements, `${where}.elements`, Infinity, 0).entries())
      rich(tally, child, `${where}.elements[${String(i)}]`)
    if (type === 'rich_text_list' && it.style !== 'bullet' && it.style !== 'ordered')
      throw refusal(tally, `${where}.style is neither bullet nor ordered`)
  } else if (type === 'text' || type === 'link') {
    if (type === 'link') httpUrl(tally, it.url, `${where}.url`)
    if (type === 'text') string(tally, it.text, `${where}.text`, Infinity)
    tally.characters += codePoints(String(it.text ?? it.url))
  } else if (RICH_PINGS.includes(type)) tally.warnings.push(`${where}: live mention of a ${type}`)
  else if (!['emoji', 'date', 'color'].includes(type)) throw refusal(tally, `${where}: element ${type} is unknown`)
}

const section = (tally: Tally, block: JsonObject, where: string): void => {
  const { text: body, fields, accessory } = block
  if (body === undefined && fields === undefined) throw refusal(tally, `${where} has neither text nor fields`)
  if (body !== undefined) text(tally, body, `${where}.text`, 3000)
  if (fields !== undefined)
    for (const [i, field] of list(tally, fields, `${where}.fields`, 10).entries())
      text(tally, field, `${where}.fields[${String(i)}]`, 2000)
  if (accessory !== undefined) element(tally, accessory, `${where}.accessory`, ['button', 'image'], new Set())
}

const richText = (tally: Tally, block: JsonObject, where: string): void => {
  for (const [i, it] of list(tally, block.elements, `${where}.elements`, Infinity).entries()) {
    const at = `${where}.elements[${String(i)}]`
    if (!isObject(it) || !RICH_CONTAINERS.includes(String(it.type)))
      throw refusal(tally, `${at} is not a rich text container`)
    rich(tally, it, at)
  }
}

interface Block {
  keys: string[]
  check(tally: Tally, block: JsonObject, where: string): void
}

// Limits: docs.slack.dev/reference/block-kit/blocks, one page a block.
const BLOCKS: Record<string, Block> = {
  divider: { keys: [], check: () => undefined },
  header: {
    keys: ['text'],
    check: (tally, block, where) => {
      text(tally, block.text, `${where}.text`, 150, true)
    },
  },
  section: { keys: ['text', 'fields', 'accessory', 'expand'], check: section },
  context: {
    keys: ['elements'],
    check: (tally, block, where) => {
      elements(tally, block.elements, `${where}.elements`, 10, ['plain_text', 'mrkdwn', 'image'])
    },
  },
  actions: {
    keys: ['elements'],
    check: (tally, block, where) => {
      elements(tally, block.elements, `${where}.elements`, 25, ['button'])
    },
  },
  image: { keys: ['image_url', 'alt_text', 'title'], check: image },
  markdown: {
    keys: ['text'],
    check: (tally, block, where) => {
      tally.characters += codePoints(string(tally, block.text, `${where}.text`, 12_000))
    },
  },
  rich_text: { keys: ['elements'], check: richText },
}

const checkBlock = (value: unknown, tally: Tally, where: string): void => {
  const type = isObject(value) && typeof value.type === 'string' ? value.type : undefined
  const kind = type !== undefined && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined
  if (!kind) throw refusal(tally, `${where}: block ${String(type)} is not known for messages`)
  const block = object(tally, value, where, ['type', 'block_id', ...kind.keys])
  const { block_id: id } = block
  optional(tally, id, `${where}.block_id`, 255)
  if (typeof id === 'string' && tally.blockIds.has(id)) throw refusal(tally, `${where}.block_id ${id} stands twice`)
  if (typeof id === 'string') tally.blockIds.add(id)
  kind.check(tally, block, where)
}

/** Checks the blocks of a message; throws a `Refusal` with Slack's word. */
export const checkBlocks = (blocks: unknown, tally: Tally): void => {
  if (!Array.isArray(blocks)) throw refusal(tally, 'blocks is not a list', 'invalid_blocks_format')
  // Slack: 50 blocks a message, docs.slack.dev/reference/block-kit/blocks
  for (const [i, block] of list(tally, blocks, 'blocks', 50, 0).entries())
    checkBlock(block, tally, `blocks[${String(i)}]`)
}
