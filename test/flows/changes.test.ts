import { expect, it } from 'vitest'
import { createScene, finding } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

interface Act {
  /** Path and body of the request. */
  act: [path: string, body?: unknown]
  /** The change that it fires; undefined: nothing. */
  fires?: string
  /** What the answer shows. */
  shows?: Record<string, unknown>
}

/** Plays acts on one new finding; each must fire exactly what it says, on record and at the webhook. */
const play = async (acts: readonly Act[]): Promise<void> => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['finding_changed'] })
  await scene.scan([finding('SQL injection')])
  const { id } = await scene.finding('SQL injection')
  for (const { act, shows = {} } of acts) {
    const answer = await scene.api.post(`/findings/${id}/${act[0]}`, act[1])
    expect(answer).toMatchObject({ id, ...shows })
    expect(await scene.api.get(`/findings/${id}`)).toEqual(answer)
  }
  await scene.settled()
  const events = await scene.events('?event=finding_changed')
  const fired = acts.flatMap(({ fires }) => fires ?? [])
  expect(events.map(({ data }) => data.change_summary)).toEqual(fired)
  const received = webhook.receipts.map(({ body }) => (JSON.parse(body) as { data: unknown }).data)
  expect(received).toEqual(events.map(({ data }) => data))
  for (const { data } of events) expect(data).toMatchObject({ finding: { id }, scan: { status: 'done' } })
  expect(webhook.problems()).toEqual([])
}

const status = (verification_status: string): Act['act'] => ['status', { verification_status }]

it('fires a change of the verification status, and nothing where it stays', () =>
  play([
    { act: status('unverified') },
    {
      act: status('true_positive'),
      fires: 'verification_status: unverified → true_positive',
      shows: { verification_status: 'true_positive' },
    },
    { act: status('true_positive') },
    { act: status('false_positive'), fires: 'verification_status: true_positive → false_positive' },
    { act: status('true_negative'), fires: 'verification_status: false_positive → true_negative' },
    { act: status('false_negative'), fires: 'verification_status: true_negative → false_negative' },
    { act: status('unverified'), fires: 'verification_status: false_negative → unverified' },
  ]))

it('fires a suppression and its end, and nothing where neither changes anything', () =>
  play([
    { act: ['unsuppress'], shows: { suppressed: null } },
    {
      act: ['suppress', { reason: 'accepted_risk', note: 'behind the VPN' }],
      fires: 'suppressed: no → accepted_risk',
      shows: { suppressed: 'accepted_risk', suppressed_note: 'behind the VPN' },
    },
    { act: ['suppress', { reason: 'accepted_risk', note: 'until March' }], shows: { suppressed_note: 'until March' } },
    { act: ['suppress', { reason: 'wont_fix' }], fires: 'suppressed: accepted_risk → wont_fix' },
    {
      act: ['unsuppress'],
      fires: 'suppressed: wont_fix → no',
      shows: { suppressed: null, suppressed_note: null },
    },
    { act: ['unsuppress'] },
    { act: ['suppress', { reason: 'duplicate' }], fires: 'suppressed: no → duplicate' },
    { act: ['suppress', { reason: 'out_of_scope' }], fires: 'suppressed: duplicate → out_of_scope' },
    { act: ['suppress', { reason: 'false_positive' }], fires: 'suppressed: out_of_scope → false_positive' },
  ]))

const recheck = (outcome: string): Act['act'] => ['recheck', { outcome, note: 'by hand' }]

it('fires every recheck, also one that finds what the last one found', () =>
  play([
    {
      act: recheck('present'),
      fires: 'recheck: never → present',
      shows: { recheck: 'present', recheck_note: 'by hand', state: 'open' },
    },
    { act: recheck('present'), fires: 'recheck: present → present' },
    { act: recheck('inconclusive'), fires: 'recheck: present → inconclusive', shows: { state: 'open' } },
    {
      act: recheck('fixed'),
      fires: 'state: open → fixed; recheck: inconclusive → fixed',
      shows: { recheck: 'fixed', state: 'fixed' },
    },
    { act: recheck('fixed'), fires: 'recheck: fixed → fixed' },
    {
      act: recheck('present'),
      fires: 'state: fixed → open; recheck: fixed → present',
      shows: { recheck: 'present', state: 'open' },
    },
  ]))

it('fires a first recheck that finds it fixed as a change of both', () =>
  play([
    { act: recheck('fixed'), fires: 'state: open → fixed; recheck: never → fixed' },
    { act: recheck('inconclusive'), fires: 'recheck: fixed → inconclusive', shows: { state: 'fixed' } },
  ]))

it('lets one of many equal changes at once fire', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['finding_changed'] })
  await scene.scan([finding('SQL injection')])
  const { id } = await scene.finding('SQL injection')
  const path = `/findings/${id}/status`
  await Promise.all(Array.from({ length: 8 }, () => scene.api.post(path, { verification_status: 'true_positive' })))
  await scene.settled()
  expect(webhook.receipts).toHaveLength(1)
})
