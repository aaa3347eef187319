import {
  faultsOf,
  isOwnLink,
  reportBytes,
  reportCharacters,
  reportLength,
  shown,
  type Checker,
  type Report,
} from './checker.ts'
import { liveHtml } from './html.ts'
import { bodyOf, listAt, objectAt, objectsIn, stringsIn, textAt, type Json } from './json.ts'

const WIDGETS = new Set([
  'decoratedText',
  'textParagraph',
  'buttonList',
  'columns',
  'image',
  'divider',
  'chipList',
  'grid',
])

const widgetsIn = (value: unknown): Json[] =>
  objectsIn(value).filter((object) => Object.keys(object).some((key) => WIDGETS.has(key)))

const reportCard = (report: Report, card: Json): void => {
  // The section that goes past it, and all after, are dropped without a word: @googleapis/chat, GoogleAppsCardV1Section.
  const widgets = widgetsIn(card).length
  if (widgets > 100) report(`a card has ${widgets} widgets of 100`)
  for (const object of objectsIn(card)) {
    if (Array.isArray(object.widgets) && object.widgets.length === 0) report('a section or column has no widgets')
    if (listAt(object, 'columnItems').length > 2) report('there are more than two columns')
  }
  if (textAt(objectAt(card, 'header'), 'title') === '') report('a card has an empty title')
}

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const cards = listAt(body, 'cardsV2')
    reportBytes(report, request, 32_000)
    if (cards.length === 0 && !('text' in body)) report('the message is empty')
    // 4,096 are refused now and then: mr-karan/calert#17.
    for (const key of ['text', 'fallbackText'])
      if (key in body) reportLength(report, key, textAt(body, key) ?? '', 4000)
    if ('thread' in body) reportLength(report, 'threadKey', textAt(objectAt(body, 'thread'), 'threadKey') ?? '', 4000)
    const ids = cards.map((card) => textAt(card, 'cardId') ?? '')
    if (cards.length > 1 && (ids.includes('') || new Set(ids).size < ids.length)) report('cards lack ids of their own')
    for (const card of cards) reportCard(report, objectAt(card, 'card') ?? {})
    for (const object of objectsIn(cards))
      for (const key of ['text', 'title', 'topLabel', 'header', 'subtitle'])
        if (object[key] === '') report(`${key} is empty`)
    reportCharacters(report, stringsIn(body))
    const query = new URL(request.url).searchParams
    // The key of a thread is heeded only with it.
    if ('thread' in body && !query.get('messageReplyOption')) report('the thread’s key is not heeded')
  })

/** A sign followed by a space, be it of no width, opens nothing. */
const FORM = /(?<![\p{L}\p{N}])([*_~`])(?![\s\u200B])([^\n]*?\S)\1(?![\p{L}\p{N}])/u

/** What Chat makes of the `text` of a message: developers.google.com/workspace/chat/format-messages */
const reportText = (report: Report, text: string): void => {
  const rest = text.replace(/<([^<>\n]*)>/g, (_all, inside: string) => {
    const [url = ''] = inside.split('|')
    if (!isOwnLink(url)) report(`it mentions or links ${shown(inside)}`)
    return ' '
  })
  if (FORM.test(rest)) report(`it formats ${shown(rest)}`)
  if (/(?:https?:\/\/|www\.)\w/i.test(rest)) report(`an address is linked in ${shown(rest)}`)
}

const CARD_TAGS = new Set(['font', 'b', 'i', 's', 'u', 'br'])

/** Only these fields of widgets are HTML; titles and labels are plain. */
const htmlIn = (cards: Json[]): string[] =>
  objectsIn(cards).flatMap((object) =>
    ['decoratedText', 'textParagraph'].flatMap((name) => textAt(objectAt(object, name), 'text') ?? []),
  )

const live: Checker['live'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const cards = listAt(body, 'cardsV2')
    for (const key of ['text', 'fallbackText']) reportText(report, textAt(body, key) ?? '')
    for (const html of htmlIn(cards)) for (const fault of liveHtml(html, CARD_TAGS)) report(fault)
    for (const text of stringsIn(body)) if (text.includes('<users/')) report(`it mentions in ${shown(text)}`)
    for (const object of objectsIn(cards)) {
      const url = textAt(object, 'url')
      if (url !== undefined && !isOwnLink(url)) report(`it leads to ${shown(url)}`)
      for (const key of ['action', 'image', 'imageUrl', 'iconUrl']) if (key in object) report(`there is an ${key}`)
    }
  })

export const googleChatChecker: Checker = {
  validator: 'the types of `@googleapis/chat`; bytes, widgets and columns',
  limits,
  live,
}
