import { Ajv } from 'ajv'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EventPayload, FindingView } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import schemas from './fixtures/github-requests.json' with { type: 'json' }
import { external, useGithub } from './github-send.fixture.ts'

const changed = (change_summary: string, finding: Partial<FindingView> = {}): EventPayload => {
  const sample = sampleEvents.finding_changed
  if (!sample.finding) throw new Error('the sample has a finding')
  return { ...sample, change_summary, finding: { ...sample.finding, ...finding } }
}
const FIXED = changed('state: open → fixed', { state: 'fixed' })
const BACK = changed('state: fixed → open')
const SUPPRESSED = changed('suppressed: no → accepted_risk', { suppressed: 'accepted_risk' })
const UNSUPPRESSED = changed('suppressed: accepted_risk → no')

const scene = useGithub()

describe('a changed finding', () => {
  beforeEach(scene.make)

  it('is commented on', async () => {
    expect(await scene.send(sampleEvents.finding_changed, { external })).toEqual({ status: 'delivered', external })
    expect(scene.issueAt()).toMatchObject({ state: 'open', comments: [{ user: 'security-bot' }] })
    expect(scene.issueAt().comments[0]?.body).toContain(
      '**Somebody checked this finding and confirmed it: the weakness is real.**',
    )
    expect(scene.github().problems()).toEqual([])
  })

  it('closes its issue as completed when it is fixed, and says so once', async () => {
    await scene.send(FIXED, { external })
    expect(scene.issueAt()).toMatchObject({ state: 'closed', stateReason: 'completed', comments: [{}] })
    await scene.send(FIXED, { external })
    expect(scene.issueAt().comments).toHaveLength(1)
    expect(scene.paths().filter((path) => path.startsWith('PATCH'))).toHaveLength(1)
  })

  it.each([
    ['verification_status: unverified → false_positive', { verification_status: 'false_positive' }],
    ['suppressed: no → wont_fix', { suppressed: 'wont_fix' }],
  ] satisfies [string, Partial<FindingView>][])('closes its issue as not planned on %s', async (summary, finding) => {
    await scene.send(changed(summary, finding), { external })
    expect(scene.issueAt()).toMatchObject({ state: 'closed', stateReason: 'not_planned' })
  })

  it('reopens its issue when it is back', async () => {
    await scene.send(FIXED, { external })
    await scene.send(BACK, { external, deliveryId: 'd2' })
    expect(scene.issueAt()).toMatchObject({ state: 'open', stateReason: 'reopened', comments: [{}, {}] })
  })

  it.each(['not_planned', 'duplicate'])(
    'leaves closed what a person closed as %s when a scan finds it',
    async (reason) => {
      Object.assign(scene.issueAt(), {
        state: 'closed',
        stateReason: reason,
        closedBy: 'security-bot',
        closedAt: scene.at,
      })
      const outcome = await scene.send(BACK, { external })
      expect(outcome).toMatchObject({ status: 'delivered', detail: expect.stringContaining('stays closed') as string })
      expect(scene.issueAt()).toMatchObject({ state: 'closed', comments: [{}] })
      expect(scene.issueAt().comments[0]?.body).toContain('stays closed')
    },
  )

  it('reopens what a person closed as not planned when a person here decides otherwise', async () => {
    Object.assign(scene.issueAt(), {
      state: 'closed',
      stateReason: 'not_planned',
      closedBy: 'alice',
      closedAt: scene.at,
    })
    await scene.send(UNSUPPRESSED, { external })
    expect(scene.issueAt().state).toBe('open')
  })

  it('reopens when a scan finds what this service itself had closed as not planned', async () => {
    await scene.send(SUPPRESSED, { external })
    expect(scene.issueAt()).toMatchObject({ state: 'closed', stateReason: 'not_planned' })
    await scene.send(BACK, { external, deliveryId: 'd2' })
    expect(scene.issueAt().state).toBe('open')
  })

  it('changes the severity’s label and leaves those of people', async () => {
    scene.issueAt().labels.push('help wanted')
    await scene.send(changed('severity: critical → high', { severity: 'high' }), { external })
    expect(scene.issueAt().labels).toEqual(['pencheff', 'security', 'help wanted', 'severity:high'])
    const bodies = scene
      .github()
      .receipts.filter(({ path }) => path.endsWith('/labels'))
      .map(({ body }) => JSON.parse(body) as unknown)
    const isLabels = new Ajv({ strict: false }).compile(
      schemas['POST /repos/{owner}/{repo}/issues/{issue_number}/labels'],
    )
    expect(bodies).toEqual([{ labels: ['severity:high'] }])
    expect(bodies.every((body) => isLabels(body))).toBe(true)
    expect(scene.github().problems()).toEqual([])
  })

  it('goes on where labels may not be set', async () => {
    const body = JSON.stringify({ message: 'Must have push access', documentation_url: 'x' })
    scene.fault = (_method, path) => (path.endsWith('/labels') ? { status: 403, body } : undefined)
    const outcome = await scene.send(changed('severity: critical → high', { severity: 'high' }), { external })
    expect(outcome).toMatchObject({
      status: 'delivered',
      detail: expect.stringContaining('label was not set') as string,
    })
    expect(scene.issueAt().comments).toHaveLength(1)
  })

  it('sends states that GitHub’s schema knows', async () => {
    for (const [index, event] of [FIXED, BACK, SUPPRESSED, UNSUPPRESSED].entries())
      await scene.send(event, { external, deliveryId: `d${String(index)}` })
    const { state, state_reason } = schemas['PATCH /repos/{owner}/{repo}/issues/{issue_number}'].properties
    const patches = scene.github().receipts.filter(({ method }) => method === 'PATCH')
    expect(patches).toHaveLength(4)
    for (const { body } of patches) {
      const patch = JSON.parse(body) as { state: string; state_reason: string }
      expect(Object.keys(patch)).toEqual(['state', 'state_reason'])
      expect(state.enum).toContain(patch.state)
      expect(state_reason.enum).toContain(patch.state_reason)
    }
  })

  it('closes a locked issue, in which nothing can be said', async () => {
    scene.issueAt().locked = true
    expect(await scene.send(FIXED, { external })).toMatchObject({
      status: 'delivered',
      detail: 'The issue is locked, so nothing was said in it.',
    })
    expect(scene.issueAt().state).toBe('closed')
  })

  it('finds its issue by the marker when the ref is lost', async () => {
    await scene.send(FIXED)
    expect(scene.issueAt()).toMatchObject({ state: 'closed', comments: [{}] })
  })

  it('finds the issue that an integration made which was deleted since', async () => {
    scene.forget()
    expect(await scene.send(sampleEvents.finding_changed)).toEqual({ status: 'delivered', external })
    expect(scene.github().issues).toHaveLength(1)
  })

  it('leaves an issue of that number in another repository alone', async () => {
    scene.issueAt().body = 'somebody else’s'
    scene.at += 60_000
    const elsewhere = { ref: '1', url: 'https://github.example/acme/before/issues/1' }
    expect(await scene.send(sampleEvents.finding_changed, { external: elsewhere })).toMatchObject({
      external: { ref: '2' },
    })
    expect(scene.issueAt().comments).toEqual([])
  })

  it('makes a new issue when its own was deleted, unless nothing is to be done', async () => {
    scene.github().issues.splice(0)
    scene.at += 60_000
    expect(await scene.send(FIXED, { external })).toMatchObject({
      status: 'delivered',
      detail: expect.stringContaining('none is needed') as string,
    })
    expect(scene.github().issues).toEqual([])
    await scene.send(BACK, { external })
    expect(scene.github().issues).toHaveLength(1)
  })

  it('waits as long as GitHub asks, at whatever step', async () => {
    const body = JSON.stringify({ message: 'You have exceeded a secondary rate limit', documentation_url: 'x' })
    for (const step of ['PATCH', 'POST']) {
      scene.fault = (method) => (method === step ? { status: 403, headers: { 'retry-after': '7' }, body } : undefined)
      expect(await scene.send(FIXED, { external })).toMatchObject({
        status: 'retry',
        reason: 'rate_limited',
        afterMs: 7000,
      })
    }
  })
})
