import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScrubber } from './secret-forms.ts'

const scrubberOf = (...secrets: string[]) => {
  const scrubber = createScrubber()
  secrets.forEach(scrubber.hide)
  return scrubber
}

const SECRET = 'p4ss-"w/örd+?&é🔑x'
const bytes = Buffer.from(SECRET)

describe('a scrubber', () => {
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['percent-encoded', encodeURIComponent(SECRET)],
    ['percent-encoded in lower case', encodeURIComponent(SECRET).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['inside JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['inside JSON inside JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    ['in hex', bytes.toString('hex')],
    ['in hex in capitals', bytes.toString('hex').toUpperCase()],
  ])('takes a secret out %s', (_, form) => {
    expect(scrubberOf(SECRET).scrub(`before ${form} after`)).toBe('before [redacted] after')
  })

  it.each([0, 1, 2, 3, 4, 5])('takes it out of base64 of something longer, %i bytes before it', (before) => {
    const whole = Buffer.concat([Buffer.alloc(before, 'a'), bytes, Buffer.from(':tail')])
    for (const form of [whole.toString('base64'), whole.toString('base64url')]) {
      const scrubbed = scrubberOf(SECRET).scrub(form)
      expect(scrubbed).toContain('[redacted]')
      expect(Buffer.from(scrubbed.replace('[redacted]', ''), 'base64').toString()).not.toContain(SECRET.slice(2, -3))
    }
  })

  it('takes the secret part of an address out, wherever it stands alone', () => {
    const url = 'https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnopqrstuvwx?sig=0123456789abcdef'
    const { scrub } = scrubberOf(url)
    const shown = ['POST /services/T00000000/B00000000/abcdefghijklmnopqrstuvwx', 'sig 0123456789abcdef', url]
    for (const text of shown) {
      expect(scrub(text)).toContain('[redacted]')
      expect(scrub(text)).not.toMatch(/abcdefghijklmnop|0123456789abcdef/)
    }
  })

  it('takes the words of a header out, and a signing secret without its prefix', () => {
    const { scrub } = scrubberOf(
      'Bearer abcdef-0123456',
      `whsec_${Buffer.from('24 bytes of a signing secret').toString('base64')}`,
    )
    expect(scrub('token abcdef-0123456 refused')).toBe('token [redacted] refused')
    expect(scrub(`key ${Buffer.from('24 bytes of a signing secret').toString('base64').replace(/=+$/, '')}`)).toBe(
      'key [redacted]',
    )
  })

  it('takes the longest of several that begin or end alike, and all of several', () => {
    const { scrub } = scrubberOf('token-one', 'token-one-more', 'and-token-one')
    expect(scrub('token-one, token-one-more; and-token-one')).toBe('[redacted], [redacted]; [redacted]')
  })

  it('leaves short words, other texts and no secrets as they are', () => {
    expect(scrubberOf('short').scrub('a short text')).toBe('a short text')
    expect(scrubberOf('a-long-secret').scrub('a-long-secre')).toBe('a-long-secre')
    expect(createScrubber().scrub('anything')).toBe('anything')
  })

  it('forgets the oldest beyond its limit', () => {
    const scrubber = createScrubber(2)
    for (const secret of ['first-secret', 'second-secret', 'third-secret']) scrubber.hide(secret)
    expect(scrubber.scrub('first-secret second-secret third-secret')).toBe('first-secret [redacted] [redacted]')
  })

  it('never lets one through, whatever stands around it', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_.~-]{8,40}$/)
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 5 }),
        fc.string(),
        fc.string(),
        (secrets, before, after) => {
          const { scrub } = scrubberOf(...secrets)
          for (const secret of secrets) {
            expect(scrub(before + secret + after)).not.toContain(secret)
            expect(scrub(`${before}${encodeURIComponent(secret)}${after}`)).not.toContain(encodeURIComponent(secret))
          }
        },
      ),
    )
  })
})
