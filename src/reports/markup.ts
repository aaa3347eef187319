/** What scanners' HTML uses; a name that is not here stays as it is written. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
])

/** Of which a finding keeps at most half. */
const MAX_CHARS = 200_000

/** The words of an HTML text, a line a paragraph or list item. */
export const plainText = (html: string | undefined): string | undefined =>
  html
    ?.slice(0, MAX_CHARS)
    .replace(/<\/?(?:p|br|div|ul|ol|tr|table|h\d)\b[^<>]{0,200}>/gi, '\n')
    .replace(/<li\b[^<>]{0,200}>/gi, '\n- ')
    .replace(/<\/?[a-z][^<>]{0,2000}>/gi, '')
    .replace(/&(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{1,10});/gi, unescaped)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

const unescaped = (written: string, name: string): string => {
  if (!name.startsWith('#')) return ENTITIES.get(name.toLowerCase()) ?? written
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : written
}

/** The addresses in a text, be they links or plain. */
export const addressesIn = (text: string | undefined): string[] =>
  text
    ?.slice(0, 100_000)
    .match(/https?:\/\/[^\s"'<>]{1,2000}/gi)
    ?.slice(0, 100) ?? []
