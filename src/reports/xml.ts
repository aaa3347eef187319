import { SaxesParser } from 'saxes'
import { ReportError } from './report.ts'
import type { ReportSource } from './report.ts'
import { readText, withoutLeadingBlanks } from './source.ts'

export interface XmlElement {
  /** Without its prefix. */
  name: string
  attributes: Readonly<Record<string, string>>
  children: XmlElement[]
  /** Its own text, that of its children left out. */
  text: string
}

export interface XmlRow {
  element: XmlElement
  line: number
  /** `/issues/issue[3]`, counted from 1 over the whole document. */
  path: string
  /** The elements around it, from the root on, with nothing but their attributes. */
  around: XmlElement[]
}

interface Reading {
  readonly path: readonly string[]
  /** The elements around the open one, and it. */
  readonly open: XmlElement[]
  rows: XmlRow[]
  count: number
  /** Lines in front of the document. */
  skipped: number
  /** The line on which the open row starts. */
  line: number
  /** Characters since the last tag, and of the open row. */
  pending: number
  size: number
}

interface XmlOptions {
  position: true
  xmlns: false
}

const MAX_DEPTH = 1000
const MAX_ROW_CHARS = 16 * 1024 * 1024

/**
 * The elements at `path`, from the root's name on. A DOCTYPE is passed over: entities that it declares stay as they are
 * written, nothing outside of the document is asked for. Throws `ReportError`.
 */
export async function* readXmlRows(source: ReportSource, path: readonly string[]): AsyncGenerator<XmlRow> {
  const reading: Reading = { path, open: [], rows: [], count: 0, skipped: 0, line: 1, pending: 0, size: 0 }
  const parser = parserInto(reading)
  for await (const text of withoutLeadingBlanks(readText(source), (lines) => (reading.skipped = lines))) {
    reading.pending += text.length
    parser.write(text)
    if (reading.pending > MAX_ROW_CHARS)
      throw new ReportError('one text is too long', { line: lineIn(reading, parser) })
    yield* reading.rows
    reading.rows = []
  }
  parser.close()
}

const lineIn = ({ skipped }: Reading, parser: { line: number }): number => skipped + parser.line

const parserInto = (reading: Reading): SaxesParser<XmlOptions> => {
  const parser = new SaxesParser<XmlOptions>({ position: true, xmlns: false })
  parser.on('error', (error) => {
    // saxes then keeps the reference as text.
    if (error.message.includes('undefined entity')) return
    throw new ReportError(`it is not valid XML: ${reasonOf(error.message)}`, { line: lineIn(reading, parser) })
  })
  parser.on('opentag', ({ name, attributes }) => start(reading, name, attributes, lineIn(reading, parser)))
  parser.on('text', (text) => addText(reading, text, lineIn(reading, parser)))
  parser.on('cdata', (text) => addText(reading, text, lineIn(reading, parser)))
  parser.on('closetag', () => end(reading))
  return parser
}

/** Only the parser's own words: it quotes names of the document, after a colon or in quotes. */
const reasonOf = (message: string): string =>
  /^[\w ,.-]+/.exec(message.replace(/^\d+:\d+: /, ''))?.[0] ?? 'an unexpected sign'

const start = (reading: Reading, name: string, attributes: Record<string, string>, line: number): void => {
  const { open, path } = reading
  const element: XmlElement = { name: name.replace(/^.*:/, ''), attributes, children: [], text: '' }
  if (open.length === 0 && element.name !== path[0])
    throw new ReportError('the root element is not the one of this format', { line })
  if (open.length >= MAX_DEPTH) throw new ReportError(`it is nested deeper than ${MAX_DEPTH} levels`, { line })
  if (isInRow(reading)) open.at(-1)?.children.push(element)
  open.push(element)
  if (open.length === path.length) Object.assign(reading, { line, size: 0 })
  grow(reading, name.length + Object.values(attributes).join().length, line)
}

const addText = (reading: Reading, text: string, line: number): void => {
  const element = reading.open.at(-1)
  if (!element || !isInRow(reading)) return
  element.text += text
  grow(reading, text.length, line)
}

const grow = (reading: Reading, chars: number, line: number): void => {
  reading.pending = 0
  reading.size += chars
  if (reading.size > MAX_ROW_CHARS && isInRow(reading))
    throw new ReportError('one row is longer than 16 Mi characters', { line })
}

const end = (reading: Reading): void => {
  const { open, path } = reading
  reading.pending = 0
  if (isInRow(reading) && open.length === path.length) {
    const [element] = open.slice(-1)
    const number = ++reading.count
    if (element)
      reading.rows.push({
        element,
        line: reading.line,
        path: `/${path.join('/')}[${number}]`,
        around: open.slice(0, -1),
      })
  }
  open.pop()
}

const isInRow = ({ open, path }: Reading): boolean =>
  open.length >= path.length && path.every((name, index) => open[index]?.name === name)

export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name)

export const childrenOf = (element: XmlElement | undefined, name: string): XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

/** The text of a child, undefined when blank. */
export const childText = (element: XmlElement | undefined, name: string): string | undefined => {
  const text = childOf(element, name)?.text.trim()
  return text === '' ? undefined : text
}

/** The name of the root element in the beginning of an XML document; undefined for anything else. */
export const xmlRoot = (head: string): string | undefined => {
  let at = 0
  for (;;) {
    const skipped = PROLOG.exec(head.slice(at))?.[0].length ?? 0
    if (skipped === 0) break
    at += skipped
  }
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(head.slice(at))?.[1]
}

/** Blanks, a declaration, a comment, or a DOCTYPE with its own declarations. */
const PROLOG = /^(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>)/s

/** The texts of the children that have no children of their own; of several of one name, the first. */
export const leafTexts = (element: XmlElement): Record<string, string> => {
  const leaves = element.children.filter(({ children }) => children.length === 0)
  return Object.fromEntries(leaves.toReversed().map(({ name, text }) => [name, text.trim()]))
}
