import { faultsOf, isOwnLink, reportCharacters, reportLength, shown, type Checker, type Report } from './checker.ts'
import { bodyOf, isObject, listAt, objectAt, objectsIn, stringsIn, textAt, type Json } from './json.ts'
import { liveControls, liveMrkdwn } from './slack-mrkdwn.ts'

const TEXT_OBJECTS = new Set(['plain_text', 'mrkdwn'])

const reportCount = (report: Report, name: string, count: number, max: number): void => {
  if (count < 1) report(`${name} is empty`)
  if (count > max) report(`${name} has ${count} parts of ${max}`)
}

const reportElement = (report: Report, element: Json): void => {
  if (textAt(element, 'type') !== 'button') {
    report(`no limits are known of ${shown(JSON.stringify(element))}`)
    return
  }
  reportLength(report, 'a button', textAt(objectAt(element, 'text'), 'text') ?? '', 75)
  reportLength(report, 'a button’s address', textAt(element, 'url') ?? '', 3000)
  reportLength(report, 'a button’s id', textAt(element, 'action_id') ?? '', 255)
  reportLength(report, 'a button’s value', textAt(element, 'value') ?? '', 2000, 0)
}

const reportSection = (report: Report, block: Json): void => {
  const text = objectAt(block, 'text')
  if (!text && !('fields' in block)) report('a section has neither text nor fields')
  if ('fields' in block) reportCount(report, 'fields', listAt(block, 'fields').length, 10)
  for (const field of listAt(block, 'fields')) reportLength(report, 'a field', textAt(field, 'text') ?? '', 2000)
}

/** docs.slack.dev/reference/block-kit/blocks, block by block. */
const reportBlock = (report: Report, block: Json): void => {
  const elements = listAt(block, 'elements')
  switch (block.type) {
    case 'header':
      if (objectAt(block, 'text')?.type !== 'plain_text') report('a header is not plain text')
      {
        reportLength(report, 'a header', textAt(objectAt(block, 'text'), 'text') ?? '', 150)
        return
      }
    case 'section': {
      reportSection(report, block)
      return
    }
    case 'context': {
      reportCount(report, 'a context', elements.length, 10)
      return
    }
    case 'actions':
      reportCount(report, 'actions', elements.length, 25)
      {
        elements.forEach((element) => reportElement(report, element))
        return
      }
    case 'rich_text':
      reportCount(report, 'a rich text', elements.length, 50)
      {
        elements.forEach((part) => reportCount(report, 'a rich text', listAt(part, 'elements').length, 1000))
        return
      }
    case 'divider':
      return
    default:
      report(`no limits are known of the block ${shown(String(block.type))}`)
  }
}

/** What Slack counts together is not published; `msg_blocks_too_long` came at 13,200: slackapi/bolt-js#2509. */
const MAX_TOGETHER = 12_000
/** Of 50 that Slack takes. */
const MAX_BLOCKS = 45

const limits = (body: Json): string[] =>
  faultsOf((report) => {
    const blocks = listAt(body, 'blocks')
    reportLength(report, 'the text', textAt(body, 'text') ?? '', 4000)
    reportCount(report, 'the message', blocks.length, MAX_BLOCKS)
    for (const block of blocks) reportBlock(report, block)
    const texts = objectsIn(blocks).flatMap((object) => textAt(object, 'text') ?? [])
    for (const text of texts) reportLength(report, 'a text', text, 3000)
    reportLength(report, 'all blocks together', texts.join(''), MAX_TOGETHER)
    const ids = blocks.flatMap((block) => textAt(block, 'block_id') ?? [])
    for (const id of ids) reportLength(report, 'a block’s id', id, 255)
    if (new Set(ids).size < ids.length) report('two blocks have one id')
    reportCharacters(report, stringsIn(body))
  })

/** Of rich text only what is literal by construction, and links to our own pages. */
const RICH_TEXT = new Set(['rich_text_section', 'rich_text_preformatted', 'rich_text_list', 'rich_text_quote', 'text'])

const reportRichText = (report: Report, block: Json): void => {
  for (const part of objectsIn(listAt(block, 'elements'))) {
    const type = textAt(part, 'type')
    if (type === undefined || RICH_TEXT.has(type)) continue
    const isOurs = type === 'link' && isOwnLink(textAt(part, 'url') ?? '')
    if (!isOurs) report(`rich text has a ${type}`)
  }
}

const reportText = (report: Report, object: Json): void => {
  const text = textAt(object, 'text') ?? ''
  if (object.type === 'plain_text') {
    if (object.emoji !== false && /:[\w+-]+:/.test(text)) report(`an emoji is drawn in ${shown(text)}`)
    if (/[<>]|&(?!amp;|lt;|gt;)/.test(text)) report(`plain text is not escaped: ${shown(text)}`)
    return
  }
  for (const fault of liveMrkdwn(text, { isVerbatim: object.verbatim === true })) report(fault)
}

const live = (body: Json): string[] =>
  faultsOf((report) => {
    if (body.unfurl_links !== false || body.unfurl_media !== false) report('links in it are unfurled')
    for (const name of ['link_names', 'parse', 'attachments', 'channel'])
      if (name in body) report(`${name} is set, which makes more of a text`)
    const text = textAt(body, 'text') ?? ''
    const hasBlocks = listAt(body, 'blocks').length > 0
    for (const fault of hasBlocks ? liveControls(text) : liveMrkdwn(text, { isVerbatim: false })) report(fault)
    for (const block of listAt(body, 'blocks')) if (block.type === 'rich_text') reportRichText(report, block)
    for (const object of objectsIn(body.blocks)) {
      if (isObject(object) && TEXT_OBJECTS.has(String(object.type))) reportText(report, object)
      for (const key of ['url', 'image_url', 'thumb_url']) {
        const url = textAt(object, key)
        if (url !== undefined && !isOwnLink(url)) report(`it leads to ${shown(url)}`)
      }
    }
  })

export const slackChecker: Checker = {
  validator: 'the types of `@slack/types`, Block Kit’s documented lengths',
  limits: (request) => limits(bodyOf(request)),
  live: (request) => live(bodyOf(request)),
}
