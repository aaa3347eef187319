import { clean, cutEscaped, httpLink } from './text.ts'

/** What ends one of Discord's inline forms, starts one, or starts a line's form. A backslash shows each as it is. */
const MARKUP = /[\\*_~`|<>#\-[\]()]|^(\s{0,9}\d{1,9})\.(?=\s)|:(?=\/\/|[\w+-]{1,64}:)/gm

/**
 * Text that Discord shows as it stands: a backslash before markup, before an address's `://` (else it becomes a link) and
 * before an emoji's name; a zero-width space after `<` and `@`, which no backslash keeps from naming users, channels,
 * commands and times. Only a backslash keeps `<` from opening an address.
 */
export const escape = (text: string): string =>
  text
    .replace(MARKUP, (sign, number: string | undefined) => (number === undefined ? `\\${sign}` : `${number}\\.`))
    .replace(/[<@]/g, '$&\u200B')

/** Escaped, with at most `max` UTF-16 units after that. */
export const escaped = (text: string, max: number): string => cutEscaped(text, max, escape)

const FENCE = '```'

/** A block of code. In it only three backticks in a row mean something; a zero-width space takes them apart. */
const fenced = (text: string): string => `${FENCE}\n${text.replace(/`(?=`)/g, '`\u200B')}\n${FENCE}`

/** `text` as code, at most `max` UTF-16 units with its fences; empty for an empty text. */
export const codeBlock = (text: string | null | undefined, max: number): string => {
  const shown = clean(text ?? '').trim()
  return shown === '' ? '' : cutEscaped(shown, max, fenced)
}

/** Discord: 2,048 characters in an embed's `url`, docs.discord.com/developers/resources/message#embed-object-embed-limits */
const LINK = 2048

/** Of our own pages; undefined where it is none of http or too long. */
export const usableLink = (url: string | undefined): string | undefined => {
  const link = httpLink(url)
  return link !== undefined && link.length <= LINK ? link : undefined
}
