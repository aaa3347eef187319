import { clean, cutEscaped } from './text.ts'

const ZWSP = '\u200B'

/**
 * Breaks, with a zero-width space, what GitHub finds in text after Markdown is done, where no backslash helps
 * (github/markup#1168): mentions, references to issues and commits (each shows on the other side), addresses, emoji names
 * (in which underscores are escaped by now).
 */
export const defuse = (text: string): string =>
  text
    .replace(/@|#(?=\d)|\bGH-(?=\d)|:(?=\/\/|[\w+\\-]{1,128}:)|www(?=\.)/gi, `$&${ZWSP}`)
    .replace(/[\da-f]{6}(?=[\da-f])/gi, `$&${ZWSP}`)

/** What ends a paragraph or makes something else of it at the start of a line: headings, lists, rules, tables. */
const LINE_START = /^[^\S\n]*(?:([#+=:-])|(\d{1,9})([.)]))?/gm

/** Text that GitHub shows as it stands; line breaks stay. An indented line would be code, in which backslashes show. */
export const escape = (text: string): string =>
  defuse(
    text
      .replace(/[\\`*_[\]<>&|~$]/g, '\\$&')
      .replace(LINE_START, (_start, sign?: string, number?: string, dot?: string) => {
        if (sign !== undefined) return `\\${sign}`
        return number === undefined ? '' : `${number}\\${dot ?? ''}`
      }),
  )

/** Escaped, with at most `max` UTF-16 units after that. */
export const escaped = (text: string, max: number): string => cutEscaped(text, max, escape)

const longestRun = (text: string, sign: RegExp): number =>
  (text.match(sign) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)

/** A fence that the text does not contain: one longer than its longest run. */
const fenced = (text: string): string => {
  const fence = '~'.repeat(Math.max(3, longestRun(text, /~+/g) + 1))
  return `${fence}text\n${text}\n${fence}`
}

/** `text` as code, at most `max` UTF-16 units with its fences; empty for an empty text. */
export const codeBlock = (text: string | null | undefined, max: number): string => {
  const shown = clean(text ?? '').trim()
  return shown === '' ? '' : cutEscaped(shown, max, fenced)
}

/** One line as code, in which GitHub links nothing. Not for tables, whose cells end at a `|` even in code. */
export const codeSpan = (line: string): string => {
  const fence = '`'.repeat(longestRun(line, /`+/g) + 1)
  return fence.length > 1 ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`
}
