import { listOf, objectOf, ownOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { cutText } from './tidy-finding.ts'

const MAX_MESSAGE = 100_000

/**
 * The plain text of a SARIF message: its own, or that of `id` in the first of the tables that has it, with the arguments
 * filled in. Markdown only where there is no text.
 */
export const messageText = (message: unknown, tables: readonly unknown[] = []): string | undefined => {
  const given = objectOf(message)
  const values = listOf(given.arguments)
  const own = wordsOf(given)
  const named = wordsOf(lookUp(textOf(given.id), tables))
  // SpotBugs' own text is but the rule's name; what its arguments belong to is the named one.
  const template = values.length > 0 && !/\{\d/.test(own ?? '') ? (named ?? own) : (own ?? named)
  return template === undefined ? undefined : withoutLinks(fill(template, values))
}

/** The text of a `multiformatMessageString`. */
export const wordsOf = (value: unknown): string | undefined => {
  const { text, markdown } = objectOf(value)
  return textOf(text) ?? textOf(markdown)
}

const lookUp = (id: string | undefined, tables: readonly unknown[]): JsonObject =>
  objectOf(id === undefined ? undefined : tables.map((table) => ownOf(objectOf(table), id)).find(Boolean))

/** `{0}` is an argument, `{{` a brace (SARIF 2.1.0 §3.11.5). Stops early: a long argument may be named a million times. */
const fill = (template: string, values: readonly unknown[]): string => {
  if (values.length === 0) return template
  let text = ''
  let from = 0
  for (const match of template.matchAll(/\{\{|\}\}|\{(\d{1,4})\}/g)) {
    if (text.length > MAX_MESSAGE) break
    const value = match[1] === undefined ? match[0].charAt(0) : values[Number(match[1])]
    text += template.slice(from, match.index) + (typeof value === 'string' ? value : match[0])
    from = match.index + match[0].length
  }
  return cutText(text + template.slice(from), MAX_MESSAGE)
}

/** `[user input](1)` points to a related location that no one sees here. */
const withoutLinks = (text: string): string => text.replace(/\[([^[\]]{1,500})\]\(\d{1,6}\)/g, '$1')
