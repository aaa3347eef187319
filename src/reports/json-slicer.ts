import { pointerOf, ReportError } from './report.ts'

/** One element of a long list, still text: it is parsed, and thereby checked, on its own. */
export interface JsonRow {
  keys: (string | number)[]
  text: string
  /** The line of the document on which it starts, from 1. */
  line: number
}

/** An open container that leads to the rows. */
interface Frame {
  array: boolean
  index: number
  key: string
  /** In an object, before the colon. */
  beforeKey: boolean
}

interface OpenRow {
  keys: (string | number)[]
  line: number
  parts: string[]
  length: number
}

interface Slicing {
  readonly path: readonly string[]
  readonly wantsRows: boolean
  readonly wantsRest: boolean
  readonly frames: Frame[]
  /** All open containers, those that lead to the rows and those below them. */
  depth: number
  line: number
  inString: boolean
  escaped: boolean
  keyParts: string[] | undefined
  row: OpenRow | undefined
  done: JsonRow[]
  rest: string[]
  restLength: number
  chunk: string
  /** Where the part of the chunk starts that is not kept yet. */
  mark: number
}

const MAX_DEPTH = 1000
const MAX_ROW_CHARS = 16 * 1024 * 1024
const MAX_REST_CHARS = 128 * 1024 * 1024
const MAX_PIECES = 100_000

const QUOTE = 34
const COMMA = 44
const COLON = 58
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const LINE_FEED = 10
const SPACE = 32

/**
 * Cuts the elements at `path` (`['runs', '*', 'results', '*']`) out of a JSON document of any size and yields them as they
 * come, unless they are not wanted. At its end `onRest` gets the document with `0` in place of each row, its line breaks
 * kept. It only counts brackets and skips strings; `JSON.parse` on each row and on the rest does the checking. Throws
 * `ReportError` for a document that ends too early or is too deep.
 */
export async function* sliceJson(
  texts: AsyncIterable<string>,
  path: readonly string[],
  { wantsRows = true, onRest }: { wantsRows?: boolean; onRest?: ((rest: string) => void) | undefined } = {},
): AsyncGenerator<JsonRow[]> {
  const state = start(path, wantsRows, onRest !== undefined)
  let length = 0
  for await (const text of texts) {
    length += text.length
    take(state, text)
    if (state.done.length === 0) continue
    const rows = state.done
    state.done = []
    yield rows
  }
  if (state.depth > 0 || state.inString) throw fault(state, `it ends in the middle, after ${length} characters`)
  onRest?.(state.rest.join(''))
}

const start = (path: readonly string[], wantsRows: boolean, wantsRest: boolean): Slicing => ({
  path,
  wantsRows,
  wantsRest,
  frames: [],
  depth: 0,
  line: 1,
  inString: false,
  escaped: false,
  keyParts: undefined,
  row: undefined,
  done: [],
  rest: [],
  restLength: 0,
  chunk: '',
  mark: 0,
})

const take = (state: Slicing, chunk: string): void => {
  state.chunk = chunk
  state.mark = 0
  let at = 0
  while (at < chunk.length) {
    if (state.inString) at = skipString(state, at)
    else sign(state, chunk.charCodeAt(at), at++)
  }
  keep(state, chunk.length)
}

const sign = (state: Slicing, code: number, at: number): void => {
  if (code === QUOTE) quote(state, at)
  else if (code === OPEN_BRACE || code === OPEN_BRACKET) open(state, code === OPEN_BRACKET, at)
  else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) close(state, at)
  else if (code === LINE_FEED) state.line++
  else if (code > SPACE && state.depth === state.frames.length) between(state, code, at)
}

const quote = (state: Slicing, at: number): void => {
  state.inString = true
  if (state.row || state.depth !== state.frames.length) return
  if (state.frames.at(-1)?.beforeKey) state.keyParts = []
  else if (isRow(state)) startRow(state, at)
}

const open = (state: Slicing, array: boolean, at: number): void => {
  if (!state.row && state.depth === state.frames.length) {
    if (isRow(state)) startRow(state, at)
    else if (state.depth === 0 || isOnPath(state)) state.frames.push({ array, index: 0, key: '', beforeKey: !array })
  }
  if (++state.depth > MAX_DEPTH) throw fault(state, `it is nested deeper than ${MAX_DEPTH} levels`)
}

const close = (state: Slicing, at: number): void => {
  if (state.depth === 0) throw fault(state, 'a bracket closes that was never opened')
  if (state.depth === state.frames.length) {
    endRow(state, at)
    state.frames.pop()
  }
  state.depth--
}

/** A comma, a colon, or the first sign of a number or word, right inside a container that leads to the rows. */
const between = (state: Slicing, code: number, at: number): void => {
  const frame = state.frames.at(-1)
  if (!frame) return
  if (code === COMMA) {
    endRow(state, at)
    frame.index++
    frame.beforeKey = !frame.array
  } else if (!state.row) {
    if (code === COLON) frame.beforeKey = false
    else if (isRow(state)) startRow(state, at)
  }
}

const isOnPath = ({ frames, path }: Slicing): boolean => {
  const frame = frames.at(-1)
  const wanted = path[frames.length - 1]
  return frame !== undefined && (wanted === '*' || (!frame.array && wanted === frame.key))
}

const isRow = (state: Slicing): boolean => state.frames.length === state.path.length && isOnPath(state)

const startRow = (state: Slicing, at: number): void => {
  keep(state, at)
  state.row = { keys: state.frames.map(keyOf), line: state.line, parts: [], length: 0 }
}

const endRow = (state: Slicing, at: number): void => {
  const row = state.row
  if (!row) return
  keep(state, at)
  if (state.wantsRows) state.done.push({ keys: row.keys, text: row.parts.join(''), line: row.line })
  keepRest(state, `0${'\n'.repeat(state.line - row.line)}`)
  state.row = undefined
}

/** Files what stands between the mark and `to` under the open row or under the rest. */
const keep = (state: Slicing, to: number): void => {
  const length = to - state.mark
  if (state.row) {
    state.row.length += length
    if (state.row.length > MAX_ROW_CHARS) throw fault(state, 'one row is longer than 16 Mi characters')
    if (state.wantsRows) state.row.parts.push(state.chunk.slice(state.mark, to))
  } else if (length > 0) {
    state.restLength += length
    if (state.restLength > MAX_REST_CHARS) throw fault(state, 'it has more than 128 Mi characters outside of its rows')
    keepRest(state, state.chunk.slice(state.mark, to))
  }
  state.mark = to
}

/** Joined now and then: a million rows leave two million pieces between them. */
const keepRest = (state: Slicing, text: string): void => {
  if (!state.wantsRest) return
  state.rest.push(text)
  if (state.rest.length > MAX_PIECES) state.rest = [state.rest.join('')]
}

/** Gives the place behind the string's closing quote, or the chunk's end. */
const skipString = (state: Slicing, from: number): number => {
  const { chunk, keyParts } = state
  const first = from + (state.escaped ? 1 : 0)
  const end = stringEnd(chunk, first)
  const stop = end < 0 ? chunk.length : end
  keyParts?.push(chunk.slice(from, stop))
  state.escaped = end < 0 && backslashesBefore(chunk, stop, first) % 2 === 1
  if (end < 0) return stop
  state.inString = false
  const frame = state.frames.at(-1)
  if (keyParts && frame) frame.key = unescapeKey(keyParts.join(''))
  state.keyParts = undefined
  return stop + 1
}

/** The place of the quote that ends the string, or -1. */
const stringEnd = (text: string, first: number): number => {
  for (let at = text.indexOf('"', first); at >= 0; at = text.indexOf('"', at + 1)) {
    if (backslashesBefore(text, at, first) % 2 === 0) return at
  }
  return -1
}

const backslashesBefore = (text: string, at: number, first: number): number => {
  let from = at
  while (from > first && text.charCodeAt(from - 1) === BACKSLASH) from--
  return at - from
}

const unescapeKey = (raw: string): string => {
  if (!raw.includes('\\')) return raw
  try {
    return String(JSON.parse(`"${raw}"`))
  } catch {
    return raw
  }
}

const keyOf = (frame: Frame): string | number => (frame.array ? frame.index : frame.key)

const fault = (state: Slicing, reason: string): ReportError =>
  new ReportError(reason, { line: state.line, path: pointerOf(state.row?.keys ?? state.frames.map(keyOf)) })
