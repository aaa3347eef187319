import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_NAMES, isScanEvent } from './event.ts'
import { DEFAULT_SEVERITY_FILTER, type Filter, type FilterSubject, judge, VERDICTS } from './filter.ts'
import { SEVERITIES, severityRank } from './severity.ts'

const TARGETS = ['a', 'b', 'c']
const lists = <T>(items: readonly T[]): fc.Arbitrary<T[] | null> =>
  fc.option(fc.subarray([...items]), { nil: null, freq: 2 })

const filters: fc.Arbitrary<Filter> = fc.record({
  enabled: fc.boolean(),
  targetIds: lists(TARGETS),
  events: lists(EVENT_NAMES),
  severityFilter: fc.constantFrom(...SEVERITIES),
})
const subjects: fc.Arbitrary<FilterSubject> = fc
  .tuple(fc.constantFrom(...EVENT_NAMES), fc.constantFrom(...TARGETS), fc.constantFrom(...SEVERITIES))
  .map(([event, targetId, severity]) => (isScanEvent(event) ? { event, targetId } : { event, targetId, severity }))

/** The stages as the contract's table says them, each by itself. */
const stages = (filter: Filter, subject: FilterSubject): [string, boolean][] => [
  ['disabled', filter.enabled],
  ['target_out_of_scope', !filter.targetIds?.length || filter.targetIds.includes(subject.targetId)],
  ['event_not_subscribed', !filter.events?.length || filter.events.includes(subject.event)],
  [
    'below_severity',
    isScanEvent(subject.event) ||
      (subject.severity !== undefined && severityRank(subject.severity) >= severityRank(filter.severityFilter)),
  ],
]

/** Every filter and subject there is over three targets: 2 × 8+1 × 32+1 × 5 × (3 + 2 × 5) × 3. */
function* everyCase(): Generator<[Filter, FilterSubject]> {
  const subsets = <T>(items: readonly T[]): (T[] | null)[] => [
    null,
    ...Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, index) => (bits >> index) & 1)),
  ]
  for (const enabled of [true, false])
    for (const targetIds of subsets(TARGETS))
      for (const events of subsets(EVENT_NAMES))
        for (const severityFilter of SEVERITIES)
          for (const event of EVENT_NAMES)
            for (const severity of isScanEvent(event) ? [undefined] : SEVERITIES)
              for (const targetId of TARGETS)
                yield [
                  { enabled, targetIds, events, severityFilter },
                  severity ? { event, targetId, severity } : { event, targetId },
                ]
}

describe('the filter', () => {
  it('names the first failing stage, or matched, for every combination there is', () => {
    const wrong = [...everyCase()].filter(([filter, subject]) => {
      const expected = stages(filter, subject).find(([, passes]) => !passes)?.[0] ?? 'matched'
      return judge(filter, subject) !== expected
    })
    expect(wrong).toEqual([])
  })

  it('reaches every verdict', () => {
    const reached = new Set([...everyCase()].map(([filter, subject]) => judge(filter, subject)))
    expect([...reached].sort()).toEqual([...VERDICTS].sort())
  })

  it('treats an empty list as none at all', () => {
    fc.assert(
      fc.property(filters, subjects, (filter, subject) => {
        const open = judge({ ...filter, targetIds: null, events: null }, subject)
        expect(judge({ ...filter, targetIds: [], events: [] }, subject)).toBe(open)
      }),
    )
  })

  it('lets scan events past any severity filter', () => {
    fc.assert(
      fc.property(filters, subjects, (filter, subject) => {
        fc.pre(isScanEvent(subject.event))
        const verdicts = SEVERITIES.map((severityFilter) => judge({ ...filter, severityFilter }, subject))
        expect(new Set(verdicts).size).toBe(1)
      }),
    )
  })

  it('never lets less through when the floor falls', () => {
    fc.assert(
      fc.property(filters, subjects, (filter, subject) => {
        const passes = SEVERITIES.map((severityFilter) => judge({ ...filter, severityFilter }, subject) === 'matched')
        // info first: once a higher floor stops it, all higher ones do.
        expect(passes).toEqual([...passes].sort((a, b) => Number(b) - Number(a)))
      }),
    )
  })

  it('stands at high unless told otherwise', () => {
    expect(DEFAULT_SEVERITY_FILTER).toBe('high')
  })
})
