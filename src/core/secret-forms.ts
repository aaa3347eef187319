/** A shorter text is a word that stands elsewhere by chance. */
export const MIN_SECRET = 8

const isLong = (form: string): boolean => form.length >= MIN_SECRET

/** What stays the same of a text's base64 wherever it stands within a longer one: without its first and last characters. */
const innerBase64 = (bytes: Buffer): string[] =>
  [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const start = Math.ceil((offset * 8) / 6)
    const end = Math.floor(((offset + bytes.length) * 8) / 6)
    return text.slice(start, end)
  })

const urlSafe = (base64: string): string => base64.replaceAll('+', '-').replaceAll('/', '_')

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1)

const LONG_STEP = 12

/**
 * The parts of a secret that are secret alone: an address's longer steps and values, what follows `whsec_`, the words of a
 * header's value. Their forms stand within those of the whole, so that the whole needs none of its own.
 */
const partsOf = (secret: string): string[] => {
  if (/^https?:/i.test(secret) && URL.canParse(secret)) {
    const { pathname, search, searchParams } = new URL(secret)
    const long = [...pathname.split('/'), ...searchParams.values()].filter((part) => part.length >= LONG_STEP)
    return long.length > 0 ? long : [pathname + search]
  }
  return secret.replace(/^whsec_/, '').split(/[\s,;=]+/)
}

/** Every form in which a secret may come back out: as it is, percent-encoded, in base64 of any alignment, in hex, inside JSON. */
export const secretForms = (secret: string): string[] => {
  const parts = partsOf(secret).filter(isLong)
  const forms = (parts.length > 0 ? parts : [secret]).flatMap((text) => {
    const bytes = Buffer.from(text)
    const base64 = innerBase64(bytes)
    const hex = bytes.toString('hex')
    const percent = encodeURIComponent(text.toWellFormed())
    const lower = percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
    const inJson = escaped(text)
    return [text, percent, lower, ...base64, ...base64.map(urlSafe), hex, hex.toUpperCase(), inJson, escaped(inJson)]
  })
  return [...new Set([secret, ...forms])].filter(isLong)
}

/** Takes the secrets that were told to it out of texts. */
export interface Scrubber {
  /** From now on; one that is known costs one look. */
  hide(secret: string): void
  scrub(text: string): string
}

const REDACTED = '[redacted]'

const END_HASHES = 2 ** 21

/** Of the last characters before `end`. */
const endHash = (text: string, end: number): number => {
  let hash = 0
  for (let at = end - MIN_SECRET; at < end; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return (hash ^ (hash >>> 15)) & (END_HASHES - 1)
}

/**
 * Remembers the last `max` secrets. Finds them by their last characters (their first ones, such as `https://`, are those of
 * many), so that a line costs its length, however many there are: 300 characters took 24 µs with 10,000 secrets known, on a busy machine.
 */
export const createScrubber = (max = 20_000): Scrubber => {
  const known = new Map<string, string[]>()
  const byEnd = new Map<string, Set<string>>()
  // One byte a hash: where none is set no string needs to be cut out and looked up.
  const ends = new Uint8Array(END_HASHES)

  const forget = (secret: string): void => {
    for (const form of known.get(secret) ?? []) byEnd.get(form.slice(-MIN_SECRET))?.delete(form)
    known.delete(secret)
  }
  /** How many characters before `end` are a secret. */
  const lengthBefore = (text: string, end: number): number => {
    if (ends[endHash(text, end)] === 0) return 0
    const forms = byEnd.get(text.slice(end - MIN_SECRET, end))
    return forms ? Math.max(0, ...[...forms].filter((form) => text.endsWith(form, end)).map(({ length }) => length)) : 0
  }
  return {
    hide: (secret) => {
      if (secret.length < MIN_SECRET || known.has(secret)) return
      const forms = secretForms(secret)
      known.set(secret, forms)
      for (const form of forms) {
        const end = form.slice(-MIN_SECRET)
        byEnd.set(end, (byEnd.get(end) ?? new Set()).add(form))
        ends[endHash(form, form.length)] = 1
      }
      const [oldest] = known.keys()
      if (known.size > max && oldest !== undefined) forget(oldest)
    },
    scrub: (text) => {
      // From the end, so that the longest of several that overlap is met first.
      let scrubbed = ''
      let rest = text.length
      for (let end = text.length; end >= MIN_SECRET; end -= 1) {
        const length = lengthBefore(text, end)
        if (length === 0) continue
        scrubbed = REDACTED + text.slice(end, rest) + scrubbed
        rest = end - length
        end = rest + 1
      }
      return text.slice(0, rest) + scrubbed
    },
  }
}
