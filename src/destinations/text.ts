/** Line ends of every sort; also the two separators of Unicode, which JSON lets through and JavaScript breaks at. */
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g

/*
 * What shows nothing but changes or hides what is read: controls but newline and tab, bidi controls (they reorder a line),
 * zero-width characters, invisible operators, fillers, tag characters and the variation selectors 17 to 256 (both carry
 * hidden text).
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\v\f\x0E-\x1F\x7F-\x9F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu

/** Joiners are kept where scripts and emoji need them, so neither at an edge nor between Latin letters. */
const LOOSE_JOINERS =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\p{M}\p{Lo}])[\u200C\u200D]+|[\u200C\u200D]+(?![\p{Extended_Pictographic}\p{M}\p{Lo}])/gu

const REPEATED_SELECTORS = /([\uFE00-\uFE0F])[\uFE00-\uFE0F]+/g

/** Most texts: a look at them costs a fifth of the rules below, which would change nothing. */
const PLAIN = /^[\t\n\x20-\x7E]*$/

/** Well-formed Unicode of which every character shows: the first thing that happens to a text from a scanner. Idempotent. */
export const clean = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text
        .toWellFormed()
        .replace(LINE_ENDS, '\n')
        .replace(HIDDEN, '')
        .replace(LOOSE_JOINERS, '')
        .replace(REPEATED_SELECTORS, '$1')

/** Clean, and on one line. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/g, ' ').trim()

const ELLIPSIS = '…'
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The longest part from the start that splits no grapheme and has at most `units` UTF-16 units. */
const wholeGraphemes = (text: string, units: number): string => {
  if (text.length <= units) return text
  // A grapheme's start depends on nothing after its first code point (two units at most): the rest need not be looked at.
  const boundary = graphemes.segment(text.slice(0, units + 2)).containing(units)?.index ?? 0
  return text.slice(0, boundary)
}

/** At most `max` UTF-16 units, of whole graphemes; ends with `…`, which is counted, when something was cut. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  return max < 1 ? '' : wholeGraphemes(text, max - 1).trimEnd() + ELLIPSIS
}

/**
 * The longest cut of `text` whose escaped form has at most `max` UTF-16 units, escaped. Cutting comes first, so that no
 * escape is torn. `escape` may lengthen a text, not shorten it.
 */
export const cutEscaped = (text: string, max: number, escape: (text: string) => string): string => {
  if (text.length <= max) {
    const whole = escape(text)
    if (whole.length <= max) return whole
  }
  let best = ''
  let low = 1
  let high = Math.min(text.length, max)
  while (low <= high) {
    const middle = (low + high) >> 1
    const escaped = escape(cut(text, middle))
    if (escaped.length <= max) {
      best = escaped
      low = middle + 1
    } else high = middle - 1
  }
  return best
}

/** UTF-8 bytes. */
export const byteLength = (text: string): number => Buffer.byteLength(text)

/** As `cut`, in UTF-8 bytes. */
export const cutBytes = (text: string, maxBytes: number): string => {
  // No UTF-16 unit takes more than three bytes.
  if (3 * text.length <= maxBytes || byteLength(text) <= maxBytes) return text
  const room = maxBytes - byteLength(ELLIPSIS)
  if (room < 0) return ''
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(room))
  return wholeGraphemes(text, read).trimEnd() + ELLIPSIS
}

/**
 * The normalised form of an http or https URL, else undefined. User names and passwords are dropped (they make a link lie
 * about its host); what chat markup could read as its own end is percent-encoded.
 */
export const httpLink = (url: string | null | undefined): string | undefined => {
  if (!url || !URL.canParse(url)) return undefined
  const parsed = new URL(url)
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return undefined
  parsed.username = ''
  parsed.password = ''
  return parsed.href.replace(/[|<>"'`\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
