import { clean, cut, cutEscaped, httpLink } from './text.ts'

/*
 * The parts of a Chat card that messages here are built of. Header titles, labels of rows and buttons are plain text; the
 * `text` of a widget is a subset of HTML, so what a scanner wrote is escaped there.
 * developers.google.com/workspace/chat/format-messages
 */
export interface DecoratedText {
  topLabel: string
  text: string
  wrapText: true
}
export interface TextParagraph {
  text: string
  /** Lines that show before "show more". */
  maxLines?: number
}
export interface Button {
  text: string
  onClick: { openLink: { url: string } }
}
export type Widget =
  { decoratedText: DecoratedText } | { textParagraph: TextParagraph } | { buttonList: { buttons: Button[] } }
export interface Columns {
  columns: { columnItems: { horizontalSizeStyle: 'FILL_AVAILABLE_SPACE'; widgets: Widget[] }[] }
}
export interface Section {
  header?: string
  collapsible?: true
  uncollapsibleWidgetsCount?: number
  /** At least one. */
  widgets: (Widget | Columns)[]
}
export interface Card {
  header: { title: string; subtitle?: string }
  sections: Section[]
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** As card texts want it; a newline becomes `<br>`. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign).replaceAll('\n', '<br>')

/**
 * What a message's `text` shows as it is. Chat has no escape there: `<users/all>` pings everyone, `<url|label>` is a link,
 * and `*_~` and backticks format; addresses are linked as they stand. So the brackets become their typographic kin, and the
 * rest is parted from what follows.
 */
export const inert = (text: string): string =>
  text
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/[*_~`]|:(?=\/\/)|www(?=\.)/gi, '$&\u200B')

const TITLE = 200
const VALUE = 300

/** Plain by Google's own word; what would call everybody, were it ever read, is broken all the same. */
const titleText = (text: string): string => cut(text.replaceAll('<users/', '<\u200Busers/'), TITLE)

export const header = (title: string, subtitle?: string): Card['header'] => ({
  title: titleText(title),
  ...(subtitle && { subtitle: titleText(subtitle) }),
})

/** Rows of a label and what it is for; those without a value are left out. */
export const rows = (pairs: [label: string, value: string | undefined][]): Widget[] =>
  pairs.flatMap(([topLabel, value]) =>
    value ? [{ decoratedText: { topLabel, text: cutEscaped(value, VALUE, escape), wrapText: true } }] : [],
  )

/** Our own markup, already escaped. */
export const markup = (text: string): Widget => ({ textParagraph: { text } })

/** Long text of which `maxLines` show at first; nothing for an empty one. `max` counts UTF-16 units once it is escaped. */
export const paragraphs = (text: string | null | undefined, max: number, maxLines = 8): Widget[] => {
  const escaped = cutEscaped(clean(text ?? '').trim(), max, escape)
  return escaped ? [{ textParagraph: { text: escaped, maxLines } }] : []
}

/** Nothing where there is nothing to show: Chat refuses a section without widgets. */
export const section = (widgets: Section['widgets'], layout: Omit<Section, 'widgets'> = {}): Section[] =>
  widgets.length > 0 ? [{ ...layout, widgets }] : []

/** Side by side, in two columns at most: Chat shows no third. */
export const twoColumns = (widgets: Widget[]): Columns[] => {
  const half = Math.ceil(widgets.length / 2)
  const parts = [widgets.slice(0, half), widgets.slice(half)].filter((part) => part.length > 0)
  const columnItems = parts.map((part) => ({ horizontalSizeStyle: 'FILL_AVAILABLE_SPACE' as const, widgets: part }))
  return columnItems.length > 0 ? [{ columns: { columnItems } }] : []
}

// A link counts towards the 32,000 bytes of a message, SigNoz/signoz#12314.
const MAX_LINK = 1000

export const usableLink = (url: string | undefined): string | undefined => {
  const link = httpLink(url)
  return link && link.length <= MAX_LINK ? link : undefined
}

/** Buttons that open our own pages; nothing where there is no page. */
export const buttons = (links: [text: string, url: string | undefined][]): Widget[] => {
  const usable = links.flatMap(([text, url]): Button[] => {
    const link = usableLink(url)
    return link ? [{ text, onClick: { openLink: { url: link } } }] : []
  })
  return usable.length > 0 ? [{ buttonList: { buttons: usable } }] : []
}
