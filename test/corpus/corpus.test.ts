import { describe, expect, it } from 'vitest'
import { DIGEST_TOP, type Digest } from '../../src/core/digest.ts'
import type { EventPayload } from '../../src/core/event.ts'
import type { HttpRequest } from '../../src/core/http.ts'
import { sampleDigest } from '../../src/core/sample.ts'
import { destinationOf } from '../../src/destinations/index.ts'
import type { Checker } from './checker.ts'
import { hostileFindings, hostileScans } from './hostile-events.ts'
import { VARIANTS, type Variant } from './variants.ts'

const findings = hostileFindings(500)
const scans = hostileScans(100)

const verdict = (checker: Checker, request: HttpRequest): string[] => [
  ...checker.limits(request),
  ...checker.live(request),
]

/** What is wrong with the requests for these events, each with the number of its event. */
const faultsAt = ({ checker, requests }: Variant, events: EventPayload[]): string[] => {
  const seen = new Set<string>()
  return events.flatMap((event, index) => {
    try {
      return requests(event).flatMap((request) => {
        const { url, body = '' } = request
        // Most of an issue's description is the same after a change.
        if (seen.has(url + body)) return []
        seen.add(url + body)
        return verdict(checker, request).map((fault) => `${index} ${event.event}: ${fault}`)
      })
    } catch (error) {
      return [`${index} ${event.event} threw: ${String(error)}`]
    }
  })
}

/** Each with as many findings as a digest lists, of the target and the scan of the first. */
const digests = Array.from({ length: Math.floor(findings.length / DIGEST_TOP) }, (_, at): Digest => {
  const top = findings.slice(at * DIGEST_TOP, (at + 1) * DIGEST_TOP)
  return {
    ...sampleDigest,
    target: top[0]?.target ?? sampleDigest.target,
    scan: top[0]?.scan ?? sampleDigest.scan,
    counts: { critical: 2_000_000, high: 2_000_000, medium: 2_000_000, low: 2_000_000, info: 2_000_000 },
    fresh: 9_000_000,
    changed: 1_000_000,
    top,
  }
})

const takes =
  ({ kind }: Variant) =>
  ({ event }: EventPayload): boolean =>
    destinationOf(kind)?.notSent?.[event] === undefined

/** Seconds of computing, of which a busy machine makes minutes. */
const TIMEOUT_MS = 240_000

describe('hostile text', { timeout: TIMEOUT_MS }, () => {
  it('is of 500 findings and 100 scans, with fields of 100 KB and halves of surrogate pairs among them', () => {
    expect([findings.length, scans.length]).toEqual([1000, 300])
    const all = JSON.stringify([findings, scans])
    expect(all).toMatch(/\\ud[89a-f][0-9a-f]{2}/)
    const longest = findings.filter(({ finding }) => (finding?.description?.length ?? 0) >= 100_000)
    expect(longest.length).toBeGreaterThan(5)
    for (const sign of ['<!channel>', '@everyone', '<users/all>', '[~admin]', 'fixes #1', '\u202E'])
      expect(all).toContain(sign)
  })

  it.each(VARIANTS)('breaks no limit of $name and takes no effect there', (variant) => {
    const events = [...findings, ...scans].filter(takes(variant))
    expect(faultsAt(variant, events).slice(0, 20)).toEqual([])
  })

  it.each(VARIANTS.filter(({ batch }) => batch))('does neither in the batches of $name', ({ kind, checker, batch }) => {
    const size = destinationOf(kind)?.limits.batch?.events ?? 0
    const events = [...findings, ...scans]
    const batches = Array.from({ length: Math.ceil(events.length / size) }, (_, at) =>
      events.slice(at * size, (at + 1) * size),
    )
    expect(batches.flatMap((part) => (batch ? verdict(checker, batch(part)) : ['no batch']))).toEqual([])
  })

  it.each(VARIANTS.filter(({ digest }) => digest))('does neither in the digests of $name', ({ checker, digest }) => {
    const requests = digests.flatMap((each) => digest?.(each) ?? [])
    expect(requests.length).toBeGreaterThanOrEqual(digests.length)
    expect(requests.flatMap((request) => verdict(checker, request)).slice(0, 20)).toEqual([])
  })
})
