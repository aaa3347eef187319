import { clean, cut, httpLink, oneLine } from './text.ts'

/*
 * The parts of an Adaptive Card that messages here are built of, all of version 1.4 or older. What a scanner wrote stands
 * only in text runs: they are shown as they are, while `TextBlock` and `FactSet` read Markdown.
 */
export interface TextRun {
  type: 'TextRun'
  text: string
  weight?: 'Bolder'
  size?: 'Small' | 'Large' | 'ExtraLarge'
  isSubtle?: true
  strikethrough?: true
  fontType?: 'Monospace'
}
export type RunStyle = Omit<TextRun, 'type' | 'text'>
export interface RichTextBlock {
  type: 'RichTextBlock'
  inlines: TextRun[]
  spacing?: 'None' | 'Small'
  horizontalAlignment?: 'Center'
}
export interface Column {
  type: 'Column'
  width: 'stretch' | '100px'
  items: RichTextBlock[]
}
export interface ColumnSet {
  type: 'ColumnSet'
  columns: Column[]
  spacing?: 'Small'
}
export type ContainerStyle = 'default' | 'emphasis' | 'accent' | 'good' | 'warning' | 'attention'
export interface Container {
  type: 'Container'
  items: RichTextBlock[]
  id?: string
  style?: ContainerStyle
  bleed?: true
  isVisible?: false
}
export type Element = RichTextBlock | ColumnSet | Container
export type Action =
  | { type: 'Action.OpenUrl'; title: string; url: string }
  | { type: 'Action.ToggleVisibility'; title: string; targetElements: string[] }

export interface AdaptiveCard {
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
  type: 'AdaptiveCard'
  /** Teams renders up to 1.5, its mobile clients have lagged: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
  version: '1.4'
  /** Shown by a client that cannot show the card. */
  fallbackText: string
  msteams: { width: 'Full' }
  body: Element[]
  actions: Action[]
}

/** Breaks `{{DATE(…)}}`, which Teams computes, and `${…}`, which card templates do. */
export const inert = (text: string): string => text.replace(/\{(?=\{)|\$(?=\{)/g, '$&\u200B')

/** `text` must not be empty. */
export const run = (text: string, style: RunStyle = {}): TextRun => ({ type: 'TextRun', text: inert(text), ...style })

export const rich = (inlines: TextRun[], layout: Omit<RichTextBlock, 'type' | 'inlines'> = {}): RichTextBlock => ({
  type: 'RichTextBlock',
  inlines,
  ...layout,
})

/** A coloured bar over the whole width of the card. */
export const banner = (style: ContainerStyle, text: string, below?: string): Container => ({
  type: 'Container',
  style,
  bleed: true,
  items: [
    rich([run(cut(text, 300), { weight: 'Bolder', size: 'Large' })]),
    ...(below ? [rich([run(below)], { spacing: 'Small' })] : []),
  ],
})

const VALUE = 300

/** Rows of a label and what it is for; those without a value are left out. */
export const table = (rows: [label: string, value: string | undefined][]): ColumnSet[] =>
  rows.flatMap(([label, value]): ColumnSet[] =>
    value
      ? [
          {
            type: 'ColumnSet',
            spacing: 'Small',
            columns: [
              { type: 'Column', width: '100px', items: [rich([run(label, { weight: 'Bolder' })])] },
              { type: 'Column', width: 'stretch', items: [rich([run(cut(value, VALUE))])] },
            ],
          },
        ]
      : [],
  )

/** Large numbers side by side, each above its label. */
export const counters = (counts: [label: string, count: number][]): ColumnSet[] => {
  const columns = counts.map(([label, count]): Column => {
    const lines = [run(String(count), { size: 'ExtraLarge', weight: 'Bolder' }), run(label, { isSubtle: true })]
    return {
      type: 'Column',
      width: 'stretch',
      items: lines.map((line) => rich([line], { horizontalAlignment: 'Center', spacing: 'None' })),
    }
  })
  return columns.length > 0 ? [{ type: 'ColumnSet', columns }] : []
}

const MAX_LINES = 20

/** One block a line, since a text run does not promise to break at a newline; blank lines are left out. */
const linesOf = (text: string, style: RunStyle): RichTextBlock[] => {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES - 1), '…'] : lines
  return shown.map((line) => rich([run(line, style)], { spacing: 'None' }))
}

/** Lines of at most `max` UTF-16 units together, below a bold label; nothing for an empty text. */
export const labelled = (label: string, text: string | null | undefined, max: number): RichTextBlock[] => {
  const lines = linesOf(cut(clean(text ?? '').trim(), max), {})
  return lines.length > 0 ? [rich([run(label, { weight: 'Bolder' })]), ...lines] : []
}

/** As code, at most `max` UTF-16 units; what indents a line is kept. */
export const code = (text: string | null | undefined, max: number): RichTextBlock[] => {
  const indented = cut(clean(text ?? '').trim(), max)
    .replaceAll('\t', '  ')
    .replace(/^ +/gm, (blanks) => '\u00A0'.repeat(blanks.length))
  return linesOf(indented, { fontType: 'Monospace' })
}

/** A small grey line. */
export const foot = (text: string): RichTextBlock => rich([run(cut(text, 300), { size: 'Small', isSubtle: true })])

// Far below the 28 KB that Teams takes, and longer than any link of our own.
const MAX_LINK = 1000

/** Buttons that open our own pages; nothing where there is no page. */
export const buttons = (links: [title: string, url: string | undefined][]): Action[] =>
  links.flatMap(([title, url]): Action[] => {
    const link = httpLink(url)
    return link && link.length <= MAX_LINK ? [{ type: 'Action.OpenUrl', title, url: link }] : []
  })

export const card = (fallback: string, body: Element[], actions: Action[]): AdaptiveCard => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.4',
  fallbackText: inert(oneLine(fallback)),
  msteams: { width: 'Full' },
  body,
  actions,
})
