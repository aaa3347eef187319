import { isObject, strangeKey, type JsonObject } from './json.ts'

/** Google's API refuses the message; its words are those of the API. */
export class MessageError extends Error {
  override name = 'MessageError'
}

/** What is gathered over one message. */
export interface Tally {
  widgets: number
  /** What Chat takes, but should not be sent. */
  warnings: string[]
}

const object = (value: unknown, where: string, keys: readonly string[]): JsonObject => {
  if (!isObject(value)) throw new MessageError(`Invalid value at '${where}'`)
  const strange = strangeKey(value, keys)
  if (strange !== undefined)
    throw new MessageError(`Invalid JSON payload received. Unknown name "${strange}" at '${where}': Cannot find field.`)
  return value
}

const text = (value: unknown, where: string): string => {
  if (typeof value !== 'string') throw new MessageError(`Invalid value at '${where}' (TYPE_STRING)`)
  if (value === '') throw new MessageError(`The field '${where}' is empty`)
  return value
}

const optional = (value: unknown, where: string): void => {
  if (value !== undefined) text(value, where)
}

type Check = (value: unknown, where: string, tally: Tally) => void

const each = (value: unknown, where: string, tally: Tally, check: Check): void => {
  if (!Array.isArray(value) || value.length === 0) throw new MessageError(`The field '${where}' is empty`)
  for (const [index, item] of value.entries()) check(item, `${where}[${String(index)}]`, tally)
}

const TAG = /<\/?(?:b|i|u|s|strike|br)>|<font color="#[0-9a-f]{6}">|<\/font>|<a href="https?:[^"<>]*">|<\/a>/gi

/** The texts of widgets are HTML: developers.google.com/workspace/chat/format-messages */
const html: Check = (value, where, tally) => {
  const rest = text(value, where).replace(TAG, '')
  if (/[<>]/.test(rest)) tally.warnings.push(`${where}: an unescaped ${/[<>]/.exec(rest)?.[0] ?? ''}`)
  if (/&(?!(?:amp|lt|gt|quot|#39|nbsp);)/.test(rest)) tally.warnings.push(`${where}: an unescaped &`)
  if (/<a /i.test(String(value))) tally.warnings.push(`${where}: a link within the text`)
}

const url: Check = (value, where) => {
  const link = text(value, where)
  if (!/^https?:/.test(link) || !URL.canParse(link)) throw new MessageError(`Invalid URL at '${where}'`)
}

const button: Check = (value, where, tally) => {
  const it = object(value, where, ['text', 'icon', 'color', 'onClick', 'disabled', 'altText', 'type'])
  text(it.text, `${where}.text`)
  const onClick = object(it.onClick, `${where}.onClick`, ['openLink', 'action'])
  if (onClick.action !== undefined) tally.warnings.push(`${where}: an action needs an app behind it`)
  else url(object(onClick.openLink, `${where}.onClick.openLink`, ['url']).url, `${where}.openLink.url`, tally)
}

const WIDGETS: Record<string, Check> = {
  divider: (value, where) => {
    object(value, where, [])
  },
  textParagraph: (value, where, tally) => {
    const it = object(value, where, ['text', 'maxLines', 'textSyntax'])
    html(it.text, `${where}.text`, tally)
  },
  decoratedText: (value, where, tally) => {
    const keys = ['icon', 'startIcon', 'topLabel', 'text', 'wrapText', 'bottomLabel', 'onClick', 'button', 'endIcon']
    const it = object(value, where, keys)
    html(it.text, `${where}.text`, tally)
    optional(it.topLabel, `${where}.topLabel`)
    optional(it.bottomLabel, `${where}.bottomLabel`)
  },
  buttonList: (value, where, tally) => {
    each(object(value, where, ['buttons']).buttons, `${where}.buttons`, tally, button)
  },
  columns: (value, where, tally) => {
    const { columnItems } = object(value, where, ['columnItems'])
    if (Array.isArray(columnItems) && columnItems.length > 2) tally.warnings.push(`${where}: only two columns show`)
    each(columnItems, `${where}.column_items`, tally, (item, at) => {
      const keys = ['horizontalSizeStyle', 'horizontalAlignment', 'verticalAlignment', 'widgets']
      each(object(item, at, keys).widgets, `${at}.widgets`, tally, widget)
    })
  },
}

const widget: Check = (value, where, tally) => {
  const it = object(value, where, [...Object.keys(WIDGETS), 'horizontalAlignment', 'id'])
  const names = Object.keys(it).filter((name) => Object.hasOwn(WIDGETS, name))
  const [name] = names
  if (name === undefined || names.length > 1) throw new MessageError(`'${where}' is not exactly one widget`)
  tally.widgets += 1
  WIDGETS[name]?.(it[name], `${where}.${name}`, tally)
}

const section: Check = (value, where, tally) => {
  const it = object(value, where, ['header', 'widgets', 'collapsible', 'uncollapsibleWidgetsCount', 'id'])
  if (it.header !== undefined) html(it.header, `${where}.header`, tally)
  each(it.widgets, `${where}.widgets`, tally, widget)
}

const card = (value: unknown, where: string, tally: Tally): void => {
  const it = object(value, where, ['header', 'sections', 'name', 'sectionDividerStyle'])
  if (it.header !== undefined) {
    const header = object(it.header, `${where}.header`, ['title', 'subtitle', 'imageUrl', 'imageType', 'imageAltText'])
    text(header.title, `${where}.header.title`)
    optional(header.subtitle, `${where}.header.subtitle`)
  }
  const before = tally.widgets
  each(it.sections, `${where}.sections`, tally, section)
  if (tally.widgets - before > 100) tally.warnings.push(`${where}: over 100 widgets, the section vanishes`)
}

/** Checks `cardsV2`; throws a `MessageError`. */
export const checkCards = (value: unknown, tally: Tally): void => {
  const many = Array.isArray(value) && value.length > 1
  each(value, 'message.cards_v2', tally, (item, where) => {
    const it = object(item, where, ['cardId', 'card'])
    if (many || it.cardId !== undefined) text(it.cardId, `${where}.card_id`)
    card(it.card, `${where}.card`, tally)
  })
}
