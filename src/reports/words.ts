import { cutText } from './tidy-finding.ts'

/** `hardcoded_password_string` and `HardcodedPassword` as words; a single one, such as `blacklist`, says too little. */
export const spaced = (name: string | undefined): string | undefined => {
  const words = name
    ?.replace(/[_-]+/g, ' ')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
  return words !== undefined && /\S\s+\S/.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : undefined
}

/** Of the first line. */
export const firstSentence = (text: string | undefined): string | undefined => {
  const line = text === undefined ? undefined : cutText(text.trim(), 2000).split(/[\r\n]/)[0]
  return line && (/^.{10,}?[.!?](?=\s)/.exec(line)?.[0] ?? line).replace(/\.$/, '')
}

/** The paragraphs that are there, each once. */
export const paragraphs = (texts: readonly (string | undefined)[]): string | undefined => {
  const distinct = [...new Set(texts.filter((text) => text !== undefined && text !== ''))]
  return distinct.length === 0 ? undefined : distinct.join('\n\n')
}
