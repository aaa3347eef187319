import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { itemsOf, otherWorkspace, pointersOf, type RequestApi } from '../../test/api.ts'
import { useQueuedApi } from '../../test/queued-api.ts'
import { EVENT_NAMES } from '../core/event.ts'
import { VERDICTS } from '../core/filter.ts'
import { newId } from '../core/id.ts'
import { SEVERITIES } from '../core/severity.ts'
import { fanOutEvent, fanOutScan } from '../delivery/fan-out.ts'
import type { Kind } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { verdictOf } from '../store/rosters.ts'

const used = useQueuedApi()

// Discord bundles changes too, PagerDuty new findings only, GitHub has no place for some events.
const BUNDLING: readonly Kind[] = ['discord', 'pagerduty']
const KINDS: readonly Kind[] = [...BUNDLING, 'github']

interface Setting {
  kind: Kind
  targets: number[] | null
  fields: Record<string, unknown>
}

const some = <T>(items: readonly T[]): fc.Arbitrary<T[] | null> =>
  fc.option(fc.subarray([...items]), { nil: null, freq: 2 })

const settings: fc.Arbitrary<Setting> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    targets: some([0, 1]),
    enabled: fc.constantFrom(true, true, true, false),
    events: some(EVENT_NAMES),
    severity_filter: fc.constantFrom(...SEVERITIES),
    individually: fc.constantFrom(0, 1, 2, null),
  })
  .map(({ kind, targets, individually, ...fields }) => ({
    kind,
    targets,
    fields: { ...fields, ...(BUNDLING.includes(kind) && { delivery: { individually } }) },
  }))

/** Severities of what each of three scans sees; the first two are of one target, so that findings come again and go. */
const scans = fc.array(fc.array(fc.constantFrom(...SEVERITIES), { minLength: 1, maxLength: 4 }), {
  minLength: 3,
  maxLength: 3,
})

/** One thing of the workspace; answers its id. */
const make = async (request: RequestApi, path: string, body: unknown): Promise<string> => {
  const answer = await request('POST', path, body)
  expect(answer.status, answer.text).toBeLessThan(300)
  return String(answer.body.id)
}

const findingsOf = (severities: readonly string[]) =>
  severities.map((severity, at) => ({ title: `Finding ${String(at)}`, fingerprint: String(at), severity }))

/** Every event is routed, as the worker would. */
const routeEvents = async (request: RequestApi): Promise<void> => {
  for (const { id } of itemsOf(await request('GET', '/events?limit=200')))
    await fanOutEvent(used.db, used.queue, String(id))
}

/** A month of two targets. */
const happen = async (request: RequestApi, targets: readonly string[], seen: readonly string[][]): Promise<void> => {
  for (const [at, severities] of seen.entries()) {
    const scan = await make(request, '/scans', { target_id: targets[Math.floor(at / 2)] })
    const body = { findings: findingsOf(severities), coverage: 'full' }
    expect((await request('POST', `/scans/${scan}/complete`, body)).status).toBe(200)
    await fanOutScan(used.db, used.queue, scan)
  }
  const failing = await make(request, '/scans', { target_id: targets.at(-1) })
  await request('POST', `/scans/${failing}/fail`, { error: 'it broke' })
  for (const { id } of itemsOf(await request('GET', '/findings')))
    await request('POST', `/findings/${String(id)}/recheck`, { outcome: 'present' })
  await routeEvents(request)
}

/** What the real routing made of an integration: its verdicts, and what is still to be sent. */
const reallyDone = async (request: RequestApi, integrationId: string) => {
  const { rows } = await used.db.query<{ code: string; count: number }>(
    `select substr(r.codes, n::int, 1) as code, count(*) as count
     from routings r join rosters o on o.hash = r.roster, jsonb_array_elements(o.members) with ordinality as m (member, n)
     where member->>'integration_id' = $1 group by 1`,
    [integrationId],
  )
  const none = VERDICTS.map((verdict): [string, number] => [verdict, 0])
  const verdicts = Object.fromEntries([
    ...none,
    ...rows.map(({ code, count }): [string, number] => [verdictOf(code), count]),
  ])
  const deliveries = itemsOf(await request('GET', `/deliveries?limit=200&integration_id=${integrationId}`))
  const going = deliveries.filter(({ state }) => state !== 'cancelled')
  const digests = new Set(going.flatMap(({ carried_by: id }) => id ?? []))
  const messages = going.filter(({ carried_by: id }) => id === null).length + digests.size
  return { verdicts, not_sent: deliveries.length - going.length, messages, digests: digests.size }
}

describe('a dry run', () => {
  it('of a filter counts what routing made of that filter, whatever filter, events and bundling', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(settings, { minLength: 3, maxLength: 3 }), scans, async (given, seen) => {
        const request = await otherWorkspace(used.api, newId())
        const targets = [
          await make(request, '/targets', { kind: 'url', name: 'shop' }),
          await make(request, '/targets', { kind: 'repo', name: 'code' }),
        ]
        const made: { id: string; kind: Kind; draft: Record<string, unknown> }[] = []
        for (const [at, { kind, targets: picked, fields }] of given.entries()) {
          const draft = { ...fields, target_ids: picked?.map((target) => targets[target]) ?? null }
          const body = { kind, name: `i ${String(at)}`, config: destinationOf(kind)?.example, ...draft }
          made.push({ id: await make(request, '/integrations', body), kind, draft })
        }
        await happen(request, targets, seen)
        for (const { id, kind, draft } of made) {
          const real = await reallyDone(request, id)
          const ask = async (path: string, body: unknown) => (await request('POST', `${path}/dry-run`, body)).body
          expect(await ask(`/integrations/${id}`, {})).toMatchObject({ ...real, sent: { events: 0, messages: 0 } })
          expect(await ask(`/integration-kinds/${kind}`, draft)).toMatchObject({ ...real, sent: null })
          const twin = made.find((one) => one.kind === kind && one.id !== id)
          if (twin) expect(await ask(`/integrations/${twin.id}`, draft)).toMatchObject(real)
        }
      }),
      { numRuns: 6, endOnFailure: true },
    )
  }, 60_000)

  describe('of a workspace where a scan was sent', () => {
    let request: RequestApi
    let targetId: string
    let path: string
    const run = async (body: Record<string, unknown> = {}) => request('POST', `${path}/dry-run`, body)
    beforeAll(async () => {
      request = await otherWorkspace(used.api, newId())
      targetId = await make(request, '/targets', { kind: 'url', name: 'shop' })
      const body = { kind: 'discord', name: 'chat', config: destinationOf('discord')?.example, severity_filter: 'high' }
      path = `/integrations/${await make(request, '/integrations', { ...body, delivery: { individually: 1 } })}`
      await happen(request, [targetId], [['critical', 'high', 'high', 'low']])
      await used.db.query(
        `update deliveries set state = 'delivered' where integration_id = $1 and event like 'finding%'`,
        [path.split('/')[2]],
      )
    })

    it('tells what was really sent beside it, by event, severity and day', async () => {
      const { body } = await run({ severity_filter: 'critical', events: ['finding_new', 'scan_done'] })
      // Three new findings, of which a digest took two, and their rechecks one by one.
      expect(body).toMatchObject({ messages: 2, digests: 0, sent: { events: 6, messages: 5 }, complete: true })
      const cell = (severity: string | null, event: string) =>
        (body.by_event as Record<string, unknown>[]).find((one) => one.severity === severity && one.event === event)
      expect(cell('critical', 'finding_new')).toMatchObject({ events: 1, matched: 1, sent: 1 })
      expect(cell('high', 'finding_new')).toMatchObject({ events: 2, matched: 0, sent: 2 })
      expect(cell('critical', 'finding_changed')).toMatchObject({ events: 1, matched: 0, sent: 1 })
      expect(cell(null, 'scan_done')).toMatchObject({ events: 1, matched: 1, sent: 0 })
      const days = body.by_day as { events: number; sent: number }[]
      expect(days.reduce((sum, { events }) => sum + events, 0)).toBe(body.events)
      expect(days.reduce((sum, { sent }) => sum + sent, 0)).toBe(6)
    })

    it('gives examples of each verdict with the event and the delivery to open', async () => {
      const { body } = await run({ severity_filter: 'critical', events: ['finding_new'] })
      const examples = body.examples as Record<string, unknown>[]
      expect(examples.find(({ verdict }) => verdict === 'matched')).toMatchObject({
        event: 'finding_new',
        title: 'Finding 0',
        target: 'shop',
        severity: 'critical',
        delivery_id: expect.any(String),
      })
      const below = examples.find(({ verdict, severity }) => verdict === 'below_severity' && severity === 'low')
      expect(below).toMatchObject({ title: 'Finding 3', delivery_id: null })
      for (const { event_id } of examples)
        expect((await request('GET', `/events/${String(event_id)}`)).status).toBe(200)
    })

    it('shows no example to a key that may not read events', async () => {
      const { body } = await request('POST', '/keys', { name: 'counts', scopes: ['integrations:read'] })
      const answer = await used.api.as(String(body.key))('POST', `${path}/dry-run`, {})
      expect(answer.body).toMatchObject({ messages: expect.any(Number), examples: [] })
      expect(answer.text).not.toContain('Finding 0')
    })

    it('changes nothing', async () => {
      const before = (await request('GET', path)).body
      await run({ enabled: false, severity_filter: 'info', target_ids: [targetId.toUpperCase()] })
      expect((await request('GET', path)).body).toEqual(before)
    })

    it('stops everything where it is off or of another target, and says so', async () => {
      const all = (await run()).body.events
      expect((await run({ enabled: false })).body).toMatchObject({ messages: 0, verdicts: { disabled: all } })
      const other = await make(request, '/targets', { kind: 'repo', name: 'code' })
      const elsewhere = await run({ target_ids: [other] })
      expect(elsewhere.body).toMatchObject({ messages: 0, verdicts: { target_out_of_scope: all } })
    })

    it('leaves out what is older than 30 days', async () => {
      const before = (await run()).body.events
      await used.db.query(
        `insert into events (id, workspace_id, event, target_id, data)
         select ('0180' || substr(gen_random_uuid()::text, 5))::uuid, workspace_id, event, target_id, data from events
         where target_id = $1`,
        [targetId],
      )
      expect((await run()).body.events).toBe(before)
    })

    it('refuses a target that is not there, a digest where there is none, and what no filter has', async () => {
      const unknown = await run({ target_ids: [newId()] })
      expect(unknown.status).toBe(422)
      expect(pointersOf(unknown)).toEqual(['/target_ids/0'])
      const digest = await request('POST', '/integration-kinds/github/dry-run', { delivery: { individually: 3 } })
      expect(pointersOf(digest)).toEqual(['/delivery/individually'])
      expect(pointersOf(await run({ config: {} }))).toEqual(['/config'])
    })
  })
})
