import { describe, expect, it } from 'vitest'
import { EVENT_NAMES, type FindingView } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import {
  changesOf,
  countsLine,
  gradeLine,
  headline,
  joined,
  minute,
  place,
  severityLine,
  statusLine,
  testLine,
  titleOf,
  weaknessLine,
} from './wording.ts'

const { finding } = sampleEvents.finding_new
if (!finding) throw new Error('the sample has a finding')
const at = (fields: Partial<FindingView>): FindingView => ({
  ...finding,
  endpoint: null,
  parameter: null,
  location: null,
  ...fields,
})

describe('headline', () => {
  it('says what happened in one line', () => {
    expect(EVENT_NAMES.map((name) => headline(sampleEvents[name]))).toEqual([
      'Scan started: Acme shop',
      'Scan finished: Acme shop, grade D+ – 1 critical · 2 high · 4 medium · 3 low · 7 info',
      'Scan failed: Acme shop – The target stopped answering after 312 requests: connect timed out three times in a row.',
      'New finding, CRITICAL: SQL injection in the product search (Acme shop)',
      'Finding changed, CRITICAL: SQL injection in the product search (Acme shop) – verification_status: unverified → true_positive',
    ])
  })

  it('stays within 600 units and one line with endless texts', () => {
    const long = 'long\n'.repeat(20_000)
    for (const name of EVENT_NAMES) {
      const event = sampleEvents[name]
      const line = headline({
        ...event,
        target: { ...event.target, name: long },
        error: long,
        change_summary: long,
        ...(event.finding && { finding: { ...event.finding, title: long } }),
      })
      expect(line.length).toBeLessThanOrEqual(600)
      expect(line).not.toContain('\n')
    }
  })

  it('has words for an event without a scan, names or a finding', () => {
    const bare = { ...sampleEvents.scan_done, scan: null, target: { ...sampleEvents.scan_done.target, name: ' ' } }
    expect(headline(bare)).toBe('Scan finished: Unnamed target')
    expect(headline({ ...bare, event: 'finding_new' })).toBe('New finding, A finding of Unnamed target')
  })
})

describe('place', () => {
  it.each([
    [{ endpoint: 'GET /login', parameter: 'q' }, 'GET /login (parameter q)'],
    [{ endpoint: 'GET /login' }, 'GET /login'],
    [{ parameter: 'q' }, 'parameter q'],
    [{ location: { path: 'src/login.ts', start_line: 42 } }, 'src/login.ts:42'],
    [{ location: { path: 'src/login.ts' } }, 'src/login.ts'],
    [{}, undefined],
  ])('of %j is %s', (fields, words) => {
    expect(place(at(fields))).toBe(words)
  })
})

it('counts the worst first and leaves zeros out', () => {
  expect(countsLine({ critical: 3, high: 2, medium: 0, low: 0, info: 0 })).toBe('3 critical · 2 high')
  expect(countsLine({ critical: 0, high: 0, medium: 0, low: 0, info: 0 })).toBe('no findings')
})

it('gives an empty title a stand-in', () => {
  expect(titleOf(at({ title: ' \u200b\n' }))).toBe('Untitled finding')
})

it('names the product in the test', () => {
  expect(testLine({ productName: 'Pencheff', publicUrl: 'https://pencheff.example' })).toBe('Pencheff integration test')
})

describe('a line', () => {
  it('leaves out what is empty', () => {
    expect(joined(['a', '', null, undefined, ' \n', 'b'])).toBe('a · b')
  })

  it('of severity, weakness and status says what is known', () => {
    expect(severityLine(at({}))).toBe('Critical · CVSS 9.8')
    expect(severityLine(at({ cvss_score: null }))).toBe('Critical')
    expect(weaknessLine(at({}))).toBe('CWE-89 · A03:2021 Injection')
    expect(weaknessLine(at({ cwe_id: null, owasp_category: null }))).toBe('injection')
    expect(statusLine(at({ suppressed: 'accepted_risk' }))).toBe('open · unverified · accepted risk')
  })

  it('of a grade is empty without one', () => {
    const { scan } = sampleEvents.scan_done
    expect(scan && gradeLine(scan)).toBe('D+ · 58 of 100')
    expect(scan && gradeLine({ ...scan, grade: null, score: null })).toBe('')
  })

  it('of a time ends with the minute', () => {
    expect(minute('2026-11-23T09:20:00.500Z')).toBe('2026-11-23 09:20 UTC')
  })
})

describe('changesOf', () => {
  it('takes a summary apart', () => {
    expect(changesOf('verification_status: unverified → true_positive; recheck: never → fixed')).toEqual([
      { field: 'verification status', before: 'unverified', after: 'true positive' },
      { field: 'recheck', before: 'never', after: 'fixed' },
    ])
  })

  it('gives nothing where nothing changed', () => {
    expect(changesOf(undefined)).toEqual([])
  })

  it('bounds what it gives', () => {
    const changes = changesOf(Array.from({ length: 50 }, () => `a: ${'x'.repeat(400)} → ${'y'.repeat(400)}`).join('; '))
    expect(changes.length).toBeLessThanOrEqual(10)
    for (const { before, after } of changes) expect(Math.max(before.length, after.length)).toBeLessThanOrEqual(150)
  })
})
