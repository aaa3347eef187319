import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { hostileEvents } from '../../test/describe-destination/hostile.ts'
import { dueEvent, sharedEvent } from './due-event.ts'
import { EVENT_NAMES, type EventPayload, type FindingView } from './event.ts'
import { eventText } from './event-text.ts'
import { redactEvent } from './redact.ts'
import { sampleEvents } from './sample.ts'

// Joined at run time, so that no scanner takes this file for a leak.
const fake = (...parts: string[]): string => parts.join('')
const SECRET = fake('ghp', '_', 'a1B2'.repeat(9))

/** Whole credentials, halves of them, and what JSON writes in another way than it stands. */
const PIECES = [
  SECRET,
  fake('Bearer ', 'n'.repeat(20)),
  'password=hunter2',
  'PassWord: hunter22',
  fake('https://u', ':p@shop.example/'),
  fake('AKIA', 'IOSFODNN7EXAMPLE'),
  'tok',
  'en=hunter2',
  'toKen',
  'to\u212aen=hunter2',
  '"token":"hunter2"',
  '","password":"hunter2',
  'pass\\u0077ord=hunter2',
  'pass\\',
  'https:\\/\\/x',
  ...[
    '"',
    '\\',
    '\\"',
    '","',
    '"}',
    '\\u0041',
    '\n',
    '\r\n',
    '\t',
    '\b\f',
    '\0',
    '\u001b',
    '\u007f',
    '\u2028',
    'é',
    'ſ',
  ],
  ...['😀', '👩‍👩‍👧', '\ud83d', '\ude00', '\ud800', 'plain words', 'id_', '-', '{', ','],
]

const text = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6, unit: 'binary' })), { maxLength: 4 })
  .map((pieces) => pieces.join(''))
const plain = fc.constantFrom('plain words', 'a "quoted" one', 'C:\\x', 'line\nline', 'é😀', 'GET /search')
const some = fc.oneof({ arbitrary: plain, weight: 5 }, { arbitrary: text, weight: 1 })
const orNull = fc.option(some, { nil: null })

const found: FindingView | undefined = sampleEvents.finding_new.finding
const findings = fc
  .record({
    title: some,
    fingerprint: some,
    category: orNull,
    owasp_category: orNull,
    cvss_score: fc.constantFrom(null, 0, 9.8, 10),
    endpoint: orNull,
    parameter: orNull,
    description: orNull,
    remediation: orNull,
    references: fc.array(some, { maxLength: 3 }),
    evidence: orNull,
    rule_id: orNull,
    location: fc.option(fc.record({ path: some, start_line: fc.constantFrom(null, 7) }), { nil: null }),
  })
  .map((fields) => found && { ...found, ...fields })

const events: fc.Arbitrary<EventPayload> = fc
  .record({
    name: fc.constantFrom(...EVENT_NAMES),
    target: fc.record({ name: some, base_url: orNull }),
    finding: findings,
    profile: orNull,
    line: some,
  })
  .map(({ name, target, finding, profile, line }) => {
    const sample = sampleEvents[name]
    return {
      ...sample,
      target: { ...sample.target, ...target },
      scan: sample.scan && { ...sample.scan, profile },
      ...(sample.finding && finding && { finding }),
      ...(sample.change_summary !== undefined && { change_summary: line }),
      ...(sample.error !== undefined && { error: line }),
    }
  })

const asToday = (event: EventPayload) => eventText(redactEvent(event))

/** What the text says, and whether it was parsed for it. */
const read = (stored: string) => {
  const parse = vi.spyOn(JSON, 'parse')
  const sent = dueEvent(stored).text()
  const isParsed = parse.mock.calls.length > 0
  parse.mockRestore()
  return { sent, isParsed }
}

afterEach(() => vi.restoreAllMocks())

describe('the text of a stored event', () => {
  const hostile = EVENT_NAMES.flatMap((name) =>
    hostileEvents(name).map(([label, event]): [string, EventPayload] => [`${name} with ${label}`, event]),
  )
  it.each(hostile)('is as if it were parsed, redacted and written anew: %s', (_label, event) => {
    expect(dueEvent(JSON.stringify(event)).text()).toEqual(asToday(event))
    expect(sharedEvent(JSON.stringify(event)).text()).toEqual(asToday(event))
  })

  it('is so byte for byte, and well-formed, whatever the texts hold', () => {
    const ways = { parsed: 0, asItStands: 0 }
    fc.assert(
      fc.property(events, (event) => {
        const { sent, isParsed } = read(JSON.stringify(event))
        ways[isParsed ? 'parsed' : 'asItStands'] += 1
        expect(sent).toEqual(asToday(event))
        expect(sent.json.isWellFormed()).toBe(true)
        expect(JSON.stringify(JSON.parse(sent.json))).toBe(sent.json)
      }),
      { numRuns: 3000 },
    )
    // Else the property would say nothing of one of both.
    expect(ways.parsed).toBeGreaterThan(300)
    expect(ways.asItStands).toBeGreaterThan(300)
  })

  it.each(['title', 'category', 'endpoint', 'parameter', 'description', 'remediation', 'evidence'] as const)(
    'never holds a credential of the %s, wherever in it',
    (field) => {
      fc.assert(
        fc.property(text, text, (before, after) => {
          fc.pre(!`${before}${after}`.includes(SECRET))
          const leaky = `${before} ${SECRET} ${after}`
          const event = { ...sampleEvents.finding_new, ...(found && { finding: { ...found, [field]: leaky } }) }
          expect(dueEvent(JSON.stringify(event)).text().json).not.toContain(SECRET)
        }),
        { numRuns: 200 },
      )
    },
  )
})

describe('a stored event is sent as it stands', () => {
  const stored = JSON.stringify(sampleEvents.scan_done)

  it.each(EVENT_NAMES)('where it has nothing to hide: %s', (name) => {
    const event = sampleEvents[name]
    const { sent, isParsed } = read(JSON.stringify(event))
    expect(sent).toEqual({ event: name, occurred_at: event.occurred_at, json: JSON.stringify(event) })
    expect(isParsed).toBe(false)
  })

  it.each([
    ['begins otherwise, as jsonb has it', stored.replace(/^\{("event_id":"[^"]*"),("event":"[^"]*")/, '{$2,$1')],
    ['has blanks', stored.replaceAll('":', '": ')],
    ['is of no event', stored.replace('"event":"scan_done"', '"event":"scan_gone"')],
    ['has an escaped letter', stored.replace('Acme', '\\u0041cme')],
    ['hides a sign behind an escaped letter', stored.replace('Acme shop', 'p\\u0061ssword=hunter2')],
    ['hides one behind an escaped slash', stored.replace('Acme shop', 'discord.com/api/webhooks\\/1\\/hunter2hunter2')],
    ['has one in capitals', stored.replace('Acme shop', 'PASSWORD=hunter2')],
    ['has half of a pair', stored.replace('Acme', 'Acme\ud800')],
  ])('but not where it %s', (_what, json) => {
    const event = JSON.parse(json) as EventPayload
    expect(json).not.toBe(stored)
    expect(read(json)).toEqual({ sent: asToday(event), isParsed: true })
    expect(read(json).sent.json).not.toContain('hunter2')
  })
})
