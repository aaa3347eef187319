import { readJsonRows } from './json.ts'
import type { ParsedRow } from './json.ts'
import { isObject, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { pointerOf, ReportError } from './report.ts'
import type { ReportSource } from './report.ts'

/** One object of a report's list, and where it stands. */
export interface ReportRow {
  keys: (string | number)[]
  value: JsonObject
  line: number
}

/**
 * The objects at `path`; `check` judges the document around them, and of what a `*` also reaches `isRow` leaves out what is
 * something else. Throws `ReportError`.
 */
export async function* readObjects(
  source: ReportSource,
  path: readonly string[],
  check?: (rest: unknown) => void,
  isRow: (keys: ReportRow['keys']) => boolean = () => true,
): AsyncGenerator<ReportRow> {
  for await (const row of readJsonRows(source, path, check)) if (isRow(row.keys)) yield objectRow(row)
}

export const objectRow = ({ keys, value, line }: ParsedRow): ReportRow => {
  if (!isObject(value)) throw new ReportError('an object is needed', { line, path: pointerOf(keys) })
  return { keys, value, line }
}

/** What names the weakness: a row without it cannot be read. */
export const neededText = (row: ReportRow, ...names: [string, ...string[]]): string => {
  const text = names.map((name) => textOf(row.value[name])).find(Boolean)
  if (text === undefined) throw rowFault(row, 'a text is needed', names[0])
  return text
}

export const rowFault = (row: Omit<ReportRow, 'value'>, reason: string, ...inside: (string | number)[]): ReportError =>
  new ReportError(reason, { line: row.line, path: pointerOf([...row.keys, ...inside]) })

/** A check for a document that has a list under each name; Go writes an empty one as `null`. */
export const needsLists =
  (...names: string[]) =>
  (rest: unknown): void => {
    const document = isObject(rest) ? rest : {}
    for (const name of names) {
      if (document[name] !== null && !Array.isArray(document[name]))
        throw new ReportError('an array is needed', { path: pointerOf([name]) })
    }
  }

/** A check for a document that is itself the list. */
export const needsArray = (rest: unknown): void => {
  if (rest !== null && !Array.isArray(rest)) throw new ReportError('an array is needed', { path: '' })
}
