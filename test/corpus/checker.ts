import type { HttpRequest } from '../../src/core/http.ts'

/**
 * Judges any request of one kind after the vendor's published rules, with parsers and schemas that share nothing with the
 * code that renders. Both verdicts are sentences; none means that all is well.
 */
export interface Checker {
  /** Whose judgement it is, as the docs name it. */
  validator: string
  /** What the vendor would refuse, cut or drop. */
  limits(request: HttpRequest): string[]
  /** What would take effect beyond links to our own pages: mentions, links, images, macros, markup. */
  live(request: HttpRequest): string[]
}

export type Report = (fault: string) => void

/** All that `judge` reports, in order. */
export const faultsOf = (judge: (report: Report) => void): string[] => {
  const faults: string[] = []
  judge((fault) => faults.push(fault))
  return faults
}

/** The start of a text, fit to be printed. */
export const shown = (text: string): string => JSON.stringify(text.slice(0, 80))

/** UTF-16 units, which are never fewer than the code points that some vendors count. */
export const reportLength = (report: Report, name: string, text: string, max: number, min = 1): void => {
  if (text.length < min) report(`${name} is empty`)
  if (text.length > max) report(`${name} has ${text.length} characters of ${max}`)
}

export const reportBytes = (report: Report, { body = '' }: HttpRequest, max: number): void => {
  const bytes = Buffer.byteLength(body)
  if (bytes > max) report(`the body has ${bytes} bytes of ${max}`)
}

// eslint-disable-next-line no-control-regex
const HARMFUL = /[\0-\x08\v\f\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u

/** Half surrogates, control and bidi characters, of which the first voids a request and the last turn a line around. */
export const reportCharacters = (report: Report, texts: string[]): void => {
  for (const text of texts) {
    const at = text.search(HARMFUL)
    if (at >= 0) report(`U+${text.charCodeAt(at).toString(16)} stands in ${shown(text)}`)
  }
}

/** The page of ours that links may lead to. */
const OURS = 'https://pencheff.example'

export const isOwnLink = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { origin, username, password } = new URL(url)
  return origin === OURS && username === '' && password === ''
}
