import { createRequire } from 'node:module'
import type * as AdaptiveCards from 'adaptivecards'
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
import { bodyOf, isObject, listAt, objectAt, objectsIn, stringsIn, textAt, type Json } from './json.ts'
import { markdownTree, nodesIn } from './markdown.ts'

// The package's own ESM does not load in Node; its bundle does.
const { AdaptiveCard, SerializationContext, Versions } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof AdaptiveCards

/** Microsoft's own reader of cards, set to the version that ours have. */
const reportCard = (report: Report, content: Json): void => {
  const context = new SerializationContext(Versions.v1_4)
  const card = new AdaptiveCard()
  card.parse(content, context)
  for (let index = 0; index < context.eventCount; index += 1) report(context.getEventAt(index).message)
  for (const { message } of card.validateProperties().validationEvents) report(message)
}

/** What that reader does not notice. */
const reportEnvelope = (report: Report, body: Json, content: Json): void => {
  const [attachment] = listAt(body, 'attachments')
  if (Object.keys(body).join() !== 'type,attachments' || body.type !== 'message') report('the envelope is another')
  if (listAt(body, 'attachments').length !== 1) report('there is not one attachment')
  if (attachment?.contentType !== 'application/vnd.microsoft.card.adaptive') report('the attachment is no card')
  // laravel-notification-channels/microsoft-teams#42
  if (attachment?.contentUrl !== null) report('contentUrl is left out, which some triggers refuse')
  if (content.type !== 'AdaptiveCard' || content.version !== '1.4') report('it is no card of version 1.4')
  if (listAt(content, 'body').length === 0) report('the card is empty')
  // More are hidden behind a menu.
  if (listAt(content, 'actions').length > 6) report('there are more than six buttons')
  reportLength(report, 'fallbackText', textAt(content, 'fallbackText') ?? '', 2000)
}

/** Teams takes 28 KB after it has written the card out anew, which grew one by 18 % (msteams-docs#11274). */
const MAX_BYTES = 20_000

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const content = objectAt(listAt(body, 'attachments')[0], 'content') ?? {}
    reportBytes(report, request, MAX_BYTES)
    reportEnvelope(report, body, content)
    reportCard(report, content)
    for (const object of objectsIn(content)) {
      if (typeof object.text === 'string') reportLength(report, 'a text', object.text, MAX_BYTES)
      // Line breaks of a text run are not promised to show.
      if (object.type === 'TextRun' && object.text?.toString().includes('\n')) report('a text run has two lines')
    }
    const ids = objectsIn(content).flatMap((object) => textAt(object, 'id') ?? [])
    for (const { targetElements } of objectsIn(content))
      for (const id of Array.isArray(targetElements) ? targetElements : [])
        if (!ids.includes(String(id))) report(`a button shows ${shown(String(id))}, which is not there`)
    reportCharacters(report, stringsIn(body))
  })

/** The whole of what Teams reads in a `TextBlock` or a fact; `TextRun` reads none of it. */
const reportMarkdown = (report: Report, text: string): void => {
  for (const node of nodesIn(markdownTree(text))) {
    if (node.type === 'root' || node.type === 'paragraph' || node.type === 'text') continue
    if (node.type === 'link' && isOwnLink(node.url)) continue
    report(`Markdown in ${shown(text)}: ${node.type}`)
  }
}

const ACTIONS = new Set(['Action.OpenUrl', 'Action.ToggleVisibility'])

const reportObject = (report: Report, object: Json): void => {
  const type = textAt(object, 'type') ?? ''
  if (type.startsWith('Action.') && !ACTIONS.has(type)) report(`there is an ${type}`)
  if (type === 'Image' || type === 'Media') report(`there is an ${type}`)
  if (type === 'TextBlock') reportMarkdown(report, textAt(object, 'text') ?? '')
  if (type === '') for (const key of ['title', 'value']) reportMarkdown(report, textAt(object, key) ?? '')
  const url = textAt(object, 'url')
  if (url !== undefined && !isOwnLink(url)) report(`it leads to ${shown(url)}`)
  if ('backgroundImage' in object) report('there is a background image')
}

const live: Checker['live'] = (request) =>
  faultsOf((report) => {
    const content = objectAt(listAt(bodyOf(request), 'attachments')[0], 'content') ?? {}
    // `<at>` names somebody only together with an entity: learn.microsoft.com/microsoftteams, cards-format
    const teams = objectAt(content, 'msteams')
    if (isObject(teams) && 'entities' in teams) report('there are entities, which make mentions')
    for (const object of objectsIn(content)) reportObject(report, object)
    // What the client (`{{DATE(…)}}`) or a template (`${…}`) computes.
    for (const text of stringsIn(content)) if (/\{\{|\$\{/.test(text)) report(`something is computed in ${shown(text)}`)
  })

export const teamsChecker: Checker = {
  validator: '`adaptivecards`, set to 1.4; the envelope and its bytes',
  limits,
  live,
}
