import { parseJson } from './json.ts'
import type { ParsedRow } from './json.ts'
import { sliceJson } from './json-slicer.ts'
import { pointerOf, ReportError } from './report.ts'
import type { ReportSource } from './report.ts'
import { readHead, readText } from './source.ts'

const MAX_LINE_CHARS = 16 * 1024 * 1024

/**
 * The records of a file that is either an array, one value a line, or one value over several lines. Their keys are their
 * numbers, from 0. Throws `ReportError`.
 */
export async function* readRecords(source: ReportSource): AsyncGenerator<ParsedRow> {
  const head = await readHead(source)
  if (/^\s*\[/.test(head)) yield* readList(readText(source))
  else if (isOverSeveralLines(head)) yield* readList(inBrackets(readText(source)))
  else yield* readLines(source)
}

/** The first line is no value of its own: the document is written with line breaks inside. */
const isOverSeveralLines = (head: string): boolean => {
  const line = /^\s*(\S.*)\n/.exec(head)?.[1]
  if (line === undefined) return false
  try {
    JSON.parse(line)
    return false
  } catch {
    return true
  }
}

async function* readList(texts: AsyncIterable<string>): AsyncGenerator<ParsedRow> {
  const onRest = (rest: string): void => void parseJson(rest)
  for await (const rows of sliceJson(texts, ['*'], { onRest })) {
    for (const { keys, text, line } of rows) yield { keys, line, value: parseJson(text, line, pointerOf(keys)) }
  }
}

async function* inBrackets(texts: AsyncIterable<string>): AsyncGenerator<string> {
  yield '['
  yield* texts
  yield ']'
}

async function* readLines(source: ReportSource): AsyncGenerator<ParsedRow> {
  let line = 0
  let index = 0
  for await (const text of linesOf(readText(source))) {
    line++
    if (text.trim() === '') continue
    const keys = [index++]
    yield { keys, line, value: parseJson(text, line, pointerOf(keys)) }
  }
}

async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let open = ''
  let line = 1
  for await (const text of texts) {
    const lines = `${open}${text}`.split('\n')
    open = lines.pop() ?? ''
    line += lines.length
    yield* lines
    if (open.length > MAX_LINE_CHARS) throw new ReportError('one row is longer than 16 Mi characters', { line })
  }
  yield open
}
