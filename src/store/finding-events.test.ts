import fc from 'fast-check'
import { expect, it } from 'vitest'
import { itemsOf } from '../../test/api.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import type { EventPayload } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { eventPayload } from '../operations/event-schemas.ts'

const used = useQueuedApi()

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((value) => value.trim() !== '')
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const findings = fc.uniqueArray(
  fc.record({
    title: text,
    severity: fc.constantFrom('info', 'low', 'medium', 'high', 'critical'),
    fingerprint: fc.uuid(),
    category: some(text),
    owasp_category: some(text),
    cwe_id: some(fc.constant('CWE-89')),
    cvss_score: some(fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10)),
    endpoint: some(text),
    parameter: some(text),
    description: some(text),
    remediation: some(text),
    references: some(fc.array(fc.webUrl(), { maxLength: 2 })),
    evidence: some(text),
    rule_id: some(text),
    location: some(fc.record({ path: text, start_line: some(fc.integer({ min: 1, max: 9999 })) })),
  }),
  { minLength: 1, maxLength: 5, selector: ({ fingerprint }) => fingerprint },
)

/** Its text is what the service would write of it. */
const expectToBeSentAsItStands = async (id: string): Promise<void> => {
  const { rows } = await used.db.query<{ text: string }>('select data::text as text from events where id = $1', [id])
  const stored = String(rows[0]?.text)
  const payload = JSON.parse(stored) as EventPayload
  expect(stored).toBe(JSON.stringify(payload))
  const inOrder = ['event_id', 'event', 'occurred_at', 'target', 'scan', 'finding']
  expect(Object.keys(payload)).toEqual(inOrder)
  expect(Object.keys(payload.finding ?? {})).toEqual(Object.keys(sampleEvents.finding_new.finding ?? {}))
}

it('shows in the events of a scan what the API shows of its findings', async () => {
  let scans = 0
  await fc.assert(
    fc.asyncProperty(findings, async (found) => {
      const target = await used.api.request('POST', '/targets', { kind: 'url', name: `target ${String((scans += 1))}` })
      const scan = await used.api.request('POST', '/scans', { target_id: target.body.id })
      const path = `/scans/${String(scan.body.id)}`
      const ended = await used.api.request('POST', `${path}/complete`, { findings: found })
      expect(ended.body).toMatchObject({ new: found.length })
      const events = itemsOf(await used.api.request('GET', `/events?event=finding_new&scan_id=${String(scan.body.id)}`))
      expect(events).toHaveLength(found.length)
      for (const { id, data } of events) {
        await expectToBeSentAsItStands(String(id))
        const payload = eventPayload.parse(data)
        const shown = await used.api.request('GET', `/findings/${String(payload.finding?.id)}`)
        expect(shown.body).toMatchObject({ ...payload.finding })
        expect(data).toEqual({
          event_id: id,
          event: 'finding_new',
          occurred_at: expect.any(String),
          target: target.body.id === payload.target.id ? payload.target : undefined,
          scan: expect.objectContaining({ id: scan.body.id, status: 'done', summary: payload.scan?.summary }),
          finding: expect.objectContaining({ fingerprint: payload.finding?.fingerprint }),
        })
      }
    }),
    { numRuns: 15 },
  )
})
