import { cut, cutEscaped, httpLink } from './text.ts'

/*
 * The parts of Block Kit that messages here are built of. What a scanner wrote stands only in `plain_text` and in rich text,
 * neither of which Slack reads for mentions, links or formatting; `mrkdwn` carries our own words.
 */
export interface PlainText {
  type: 'plain_text'
  text: string
  emoji: boolean
}
export interface Mrkdwn {
  type: 'mrkdwn'
  text: string
  verbatim: boolean
}
export interface RichText {
  type: 'text'
  text: string
  style?: { bold?: boolean; strike?: boolean }
}
export interface Button {
  type: 'button'
  text: PlainText
  url: string
  action_id: string
}
export type RichTextPart =
  { type: 'rich_text_section'; elements: RichText[] } | { type: 'rich_text_preformatted'; elements: RichText[] }

export type Block =
  | { type: 'header'; text: PlainText }
  | { type: 'section'; fields: Mrkdwn[] }
  | { type: 'rich_text'; elements: RichTextPart[] }
  | { type: 'actions'; elements: Button[] }
  | { type: 'context'; elements: (PlainText | Mrkdwn)[] }

// docs.slack.dev/reference/block-kit/blocks: header 150 characters, a link 3,000.
const HEADER = 150
const VALUE = 300
const CONTEXT = 500
const LINK = 3000

/** Slack's own escape, docs.slack.dev/messaging/formatting-message-text: these three and no others. */
export const escape = (text: string): string =>
  text.replace(/[&<>]/g, (sign) => (sign === '&' ? '&amp;' : sign === '<' ? '&lt;' : '&gt;'))

/** `emoji: false` keeps `:skull:` as it was written. `text` must not be empty: one empty text voids the whole message. */
const plain = (text: string, max: number): PlainText => ({
  type: 'plain_text',
  text: cutEscaped(text, max, escape),
  emoji: false,
})

/** Our own words only. */
const mrkdwn = (text: string): Mrkdwn => ({ type: 'mrkdwn', text, verbatim: true })

export const header = (text: string): Block => ({ type: 'header', text: plain(text, HEADER) })

/** Two columns of at most ten of our own words. */
export const columns = (texts: string[]): Block[] =>
  texts.length > 0 ? [{ type: 'section', fields: texts.map(mrkdwn) }] : []

export const words = (text: string, style?: RichText['style']): RichText => ({
  type: 'text',
  text,
  ...(style && { style }),
})

export const paragraph = (elements: RichText[]): Block => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})

/** A line for each label and what it is for; those without a value are left out. */
export const table = (rows: [label: string, value: string | undefined][]): Block[] => {
  const elements = rows
    .flatMap(([label, value]) => (value ? [words(`${label}: `, { bold: true }), words(cut(value, VALUE))] : []))
    .map((element, at) => (at > 0 && at % 2 === 0 ? { ...element, text: `\n${element.text}` } : element))
  return elements.length > 0 ? [paragraph(elements)] : []
}

/** A bold label with the text below it; nothing for an empty text. */
export const labelled = (label: string, text: string, max: number): Block[] =>
  text ? [paragraph([words(`${label}\n`, { bold: true }), words(cut(text, max))])] : []

/** A bold label with the text below it, as code; nothing for an empty text. */
export const preformatted = (label: string, text: string, max: number): Block[] =>
  text
    ? [
        {
          type: 'rich_text',
          elements: [
            { type: 'rich_text_section', elements: [words(label, { bold: true })] },
            { type: 'rich_text_preformatted', elements: [words(cut(text, max))] },
          ],
        },
      ]
    : []

const usableLink = (url: string | undefined): string | undefined => {
  const link = httpLink(url)
  return link && link.length <= LINK ? link : undefined
}

/** Buttons that open our own pages; nothing where there is no page. */
export const buttons = (links: [label: string, actionId: string, url: string | undefined][]): Block[] => {
  const elements = links.flatMap(([label, actionId, url]): Button[] => {
    const link = usableLink(url)
    return link ? [{ type: 'button', text: plain(label, 75), url: link, action_id: actionId }] : []
  })
  return elements.length > 0 ? [{ type: 'actions', elements }] : []
}

/** A small grey line, with a link to one of our own pages after it. */
export const context = (parts: (string | undefined)[], label?: string, url?: string): Block => {
  const text = parts.filter((part) => part).join(' · ')
  const link = usableLink(url)
  return {
    type: 'context',
    elements: [plain(text, CONTEXT), ...(label && link ? [mrkdwn(`<${escape(link)}|${label}>`)] : [])],
  }
}
