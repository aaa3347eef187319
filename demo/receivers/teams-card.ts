import { isObject, strangeKey, type JsonObject } from './json.ts'

/** Why a card cannot be posted, in words; undefined when it can. Schema: adaptivecards.io/explorer, up to 1.4. */
export class CardError extends Error {
  override name = 'CardError'
}

interface Tally {
  ids: Set<string>
  targets: string[]
}

const COMMON = ['type', 'id', 'isVisible', 'spacing', 'separator', 'height', 'fallback', 'requires']
const TEXT = ['text', 'color', 'fontType', 'isSubtle', 'size', 'weight']
const SPACINGS = ['Default', 'None', 'Small', 'Medium', 'Large', 'ExtraLarge', 'Padding']
const ALIGNMENTS = ['Left', 'Center', 'Right']
const STYLES = ['default', 'emphasis', 'good', 'attention', 'warning', 'accent']
/** Values of properties that are lists of words; Teams reads them in any case. */
const WORDS: Record<string, string[]> = {
  spacing: SPACINGS,
  horizontalAlignment: ALIGNMENTS,
  color: ['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention'],
  fontType: ['Default', 'Monospace'],
  size: ['Default', 'Small', 'Medium', 'Large', 'ExtraLarge'],
  weight: ['Default', 'Lighter', 'Bolder'],
}
const FLAGS = [
  'isSubtle',
  'strikethrough',
  'italic',
  'underline',
  'highlight',
  'wrap',
  'bleed',
  'isVisible',
  'separator',
]

const checkValues = (it: JsonObject, where: string): void => {
  for (const [key, value] of Object.entries(it)) {
    const words = WORDS[key]
    if (words && !(typeof value === 'string' && words.some((word) => word.toLowerCase() === value.toLowerCase())))
      throw new CardError(`${where}.${key} is ${JSON.stringify(value)}`)
    if (FLAGS.includes(key) && typeof value !== 'boolean') throw new CardError(`${where}.${key} is not true or false`)
  }
}

const object = (value: unknown, where: string, keys: readonly string[]): JsonObject => {
  if (!isObject(value)) throw new CardError(`${where} is not an object`)
  const strange = strangeKey(value, keys)
  if (strange !== undefined) throw new CardError(`${where}: unknown property ${strange}`)
  checkValues(value, where)
  return value
}

const list = (value: unknown, where: string): unknown[] => {
  if (!Array.isArray(value) || value.length === 0) throw new CardError(`${where} is not a list with something in it`)
  return value
}

const each = (value: unknown, where: string, check: (item: unknown, where: string) => void): void => {
  for (const [index, item] of list(value, where).entries()) check(item, `${where}[${String(index)}]`)
}

/** Computed by the client or by a template, wherever they stand. */
const checkText = (value: unknown, where: string): void => {
  if (typeof value !== 'string' || value === '') throw new CardError(`${where} is empty or no text`)
  const computed = /\{\{(?:DATE|TIME)|\$\{/.exec(value)?.[0]
  if (computed !== undefined) throw new CardError(`${where} holds ${computed}, which is computed`)
}

/** learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format: links and mentions in Markdown. */
const checkMarkdown = (value: unknown, where: string): void => {
  checkText(value, where)
  const live = /(?<!\\)\[[^\]]*\]\([^)]*\)|<at>/.exec(String(value))?.[0]
  if (live !== undefined) throw new CardError(`${where} holds the live markup ${live}`)
}

const checkStyle = (it: JsonObject, where: string): void => {
  if (it.style !== undefined && !STYLES.some((style) => style === it.style))
    throw new CardError(`${where}.style is ${JSON.stringify(it.style)}`)
}

const checkWidth = ({ width }: JsonObject, where: string): void => {
  if (width === undefined || typeof width === 'number') return
  if (typeof width !== 'string' || !/^(?:auto|stretch|\d+(?:px)?)$/.test(width))
    throw new CardError(`${where}.width is ${JSON.stringify(width)}`)
}

const checkInline = (value: unknown, where: string): void => {
  const keys = ['type', ...TEXT, 'highlight', 'italic', 'strikethrough', 'underline', 'selectAction']
  const run = object(value, where, keys)
  if (run.type !== 'TextRun') throw new CardError(`${where}: ${String(run.type)} is no inline`)
  checkText(run.text, `${where}.text`)
}

type Check = (it: JsonObject, where: string, tally: Tally) => void
const items: Check = (it, where, tally) => {
  checkStyle(it, where)
  each(it.items, `${where}.items`, (item, at) => checkElement(item, at, tally))
}

const ELEMENTS: Record<string, { keys: string[]; check: Check }> = {
  TextBlock: {
    keys: [...TEXT, 'wrap', 'maxLines', 'horizontalAlignment'],
    check: (it, where) => checkMarkdown(it.text, `${where}.text`),
  },
  RichTextBlock: {
    keys: ['inlines', 'horizontalAlignment'],
    check: (it, where) => each(it.inlines, `${where}.inlines`, checkInline),
  },
  FactSet: {
    keys: ['facts'],
    check: (it, where) =>
      each(it.facts, `${where}.facts`, (value, at) => {
        const fact = object(value, at, ['title', 'value'])
        checkMarkdown(fact.title, `${at}.title`)
        checkMarkdown(fact.value, `${at}.value`)
      }),
  },
  Container: {
    keys: ['items', 'style', 'bleed', 'verticalContentAlignment', 'minHeight', 'selectAction'],
    check: items,
  },
  ColumnSet: {
    keys: ['columns', 'style', 'bleed', 'minHeight', 'horizontalAlignment', 'selectAction'],
    check: (it, where, tally) =>
      each(it.columns, `${where}.columns`, (value, at) => {
        const column = object(value, at, [...COMMON, 'items', 'width', 'style', 'bleed', 'verticalContentAlignment'])
        checkWidth(column, at)
        items(column, at, tally)
      }),
  },
}

const checkElement = (value: unknown, where: string, tally: Tally): void => {
  const type = isObject(value) ? String(value.type) : 'nothing'
  const kind = Object.hasOwn(ELEMENTS, type) ? ELEMENTS[type] : undefined
  if (!kind) throw new CardError(`${where}: element ${type} is unknown`)
  const it = object(value, where, [...COMMON, ...kind.keys])
  if (typeof it.id === 'string') {
    if (tally.ids.has(it.id)) throw new CardError(`${where}.id ${it.id} stands twice`)
    tally.ids.add(it.id)
  }
  kind.check(it, where, tally)
}

const checkAction = (value: unknown, where: string, tally: Tally): void => {
  const type = isObject(value) ? value.type : undefined
  if (type === 'Action.OpenUrl') {
    const action = object(value, where, ['type', 'title', 'url', 'iconUrl', 'id', 'style', 'fallback'])
    checkText(action.title, `${where}.title`)
    if (!URL.canParse(String(action.url)) || !/^https?:/.test(String(action.url)))
      throw new CardError(`${where}.url is not an http or https URL`)
  } else if (type === 'Action.ToggleVisibility') {
    const action = object(value, where, ['type', 'title', 'targetElements', 'id', 'style', 'fallback'])
    checkText(action.title, `${where}.title`)
    each(action.targetElements, `${where}.targetElements`, (target) => tally.targets.push(String(target)))
  } else throw new CardError(`${where}: action ${String(type)} does not work from a workflow`)
}

const CARD = ['$schema', 'type', 'version', 'fallbackText', 'msteams', 'body', 'actions', 'lang', 'speak']

/** Checks a card as Teams does when the flow posts it; throws a `CardError`. */
export const checkCard = (value: unknown): void => {
  const card = object(value, 'card', CARD)
  if (card.type !== 'AdaptiveCard') throw new CardError(`the card's type is ${JSON.stringify(card.type)}`)
  if (!/^1\.[0-5]$/.test(String(card.version))) throw new CardError(`version ${String(card.version)} is not shown`)
  if (isObject(card.msteams) && 'entities' in card.msteams) throw new CardError('the card mentions people')
  const tally: Tally = { ids: new Set(), targets: [] }
  each(card.body, 'body', (element, where) => checkElement(element, where, tally))
  const actions: unknown = card.actions ?? []
  if (!Array.isArray(actions) || actions.length > 6) throw new CardError('there are over six buttons')
  for (const [index, action] of (actions as unknown[]).entries())
    checkAction(action, `actions[${String(index)}]`, tally)
  const lost = tally.targets.find((target) => !tally.ids.has(target))
  if (lost !== undefined) throw new CardError(`no element has the id ${lost}`)
}
