import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientTo } from '../../test/describe-destination/client.ts'
import { createIntents } from '../../test/intents.ts'
import { fakeJira, json, TRANSITIONS, type FakeJira } from '../../test/fake-jira.ts'
import { startReceiver, type Receiver } from '../../test/receiver.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { TransportError } from '../core/http.ts'
import type { ExternalRef } from '../core/outcome.ts'
import { sampleEvents } from '../core/sample.ts'
import type { Intents } from './destination.ts'
import type { JiraConfig } from './jira-config.ts'
import { jira } from './jira.ts'

let fake: FakeJira
let receiver: Receiver
let intents: Intents
let slept: number[]

beforeEach(async () => {
  fake = fakeJira()
  intents = createIntents()
  slept = []
  receiver = await startReceiver((request) => fake.handle(request))
})
afterEach(() => receiver.close())

const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }

interface Sending {
  external?: ExternalRef
  config?: Partial<JiraConfig>
}

const sendContext = ({ external }: Sending) => ({
  deliveryId: '5d1c9a52-0000-4000-8000-000000000001',
  now: new Date(),
  intents,
  http: clientTo(receiver.url),
  sleep: (ms: number) => {
    slept.push(ms)
    return Promise.resolve()
  },
  ...(external && { external }),
})

const configOf = ({ config }: Sending): JiraConfig => {
  const { done_transition: _named, ...rest } = jira.example
  return { ...rest, base_url: receiver.url, ...config }
}

const send = (event: EventPayload, sending: Sending = {}) => {
  const config = configOf(sending)
  if (!jira.send) throw new Error('jira sends by itself')
  return jira.send(jira.render(event, config, context), config, {
    ...sendContext(sending),
    isNew: event.event === 'finding_new',
  })
}

const changed = (change_summary: string, finding: Partial<FindingView> = {}): EventPayload => {
  const sample = sampleEvents.finding_changed
  if (!sample.finding) throw new Error('the sample has a finding')
  return { ...sample, change_summary, finding: { ...sample.finding, ...finding } }
}
const FIXED = changed('state: open → fixed', { state: 'fixed' })

const calls = (): string[] => receiver.requests.map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`)
const made = () => ({ status: 'delivered', external: { ref: '10001', url: `${receiver.url}/browse/SEC-1` } })

describe('delivering to Jira', () => {
  it('makes one issue, with the label that finds it again', async () => {
    expect(await send(sampleEvents.finding_new)).toEqual(made())
    expect(calls()).toEqual(['POST /rest/api/3/issue'])
    expect(fake.issues).toHaveLength(1)
    expect(fake.issues[0]?.labels).toEqual(['security', 'scanner', expect.stringMatching(/^pencheff-[0-9a-f]{32}$/)])
  })

  it('finds the issue of an attempt whose answer was lost', async () => {
    fake.after = ({ url }) => (url.endsWith('/issue') ? 'reset' : undefined)
    await expect(send(sampleEvents.finding_new)).rejects.toThrow(TransportError)
    expect(await send(sampleEvents.finding_new)).toMatchObject(made())
    expect(fake.issues).toHaveLength(1)
    expect(receiver.requests.at(-1)?.body).toContain('project = \\"SEC\\" AND labels = \\"pencheff-')
  })

  it("waits once for Cloud's search on a retry before it makes an issue", async () => {
    await send(sampleEvents.finding_new)
    const [issue] = fake.issues
    fake.before = ({ url }) => (url.includes('search') && slept.length === 0 ? json(200, { issues: [] }) : undefined)
    expect(await send(sampleEvents.finding_new)).toMatchObject(made())
    expect(slept).toEqual([2000])
    expect(fake.issues).toEqual([issue])
  })

  it('comments on and closes the issue of a fixed finding, once', async () => {
    const { external } = made()
    await send(sampleEvents.finding_new)
    expect(await send(FIXED, { external })).toEqual(made())
    expect(fake.moved).toMatchObject([{ transition: { id: '31' } }])
    expect(fake.issues[0]).toMatchObject({ category: 'done', comments: [{}] })
    expect(JSON.stringify(fake.issues[0]?.comments)).toContain('This finding is fixed: the weakness is gone.')
    await send(FIXED, { external })
    expect(fake.moved).toHaveLength(1)
    expect(fake.issues[0]?.comments).toHaveLength(1)
  })

  it('closes by the transition that the integration names', async () => {
    await send(sampleEvents.finding_new)
    await send(FIXED, { external: made().external, config: { done_transition: 'abgelehnt' } })
    expect(fake.moved).toMatchObject([{ transition: { id: '41' } }])
  })

  it('gives a resolution where the screen of the transition demands one', async () => {
    const fields = { resolution: { required: true, allowedValues: [{ id: '10', name: 'Erledigt' }] } }
    fake.transitions = [{ ...TRANSITIONS[2], fields }]
    await send(sampleEvents.finding_new)
    await send(FIXED, { external: made().external })
    expect(fake.moved).toMatchObject([{ transition: { id: '31' }, fields: { resolution: { id: '10' } } }])
  })

  it.each([
    ['verification_status: unverified → false_positive', { verification_status: 'false_positive' }],
    ['suppressed: no → accepted_risk', { suppressed: 'accepted_risk' }],
  ] satisfies [string, Partial<FindingView>][])('closes on %s', async (summary, finding) => {
    await send(sampleEvents.finding_new)
    await send(changed(summary, finding), { external: made().external })
    expect(fake.issues[0]?.category).toBe('done')
  })

  it('says so in the comment when the workflow has no way to done', async () => {
    fake.transitions = [TRANSITIONS[1]]
    await send(sampleEvents.finding_new)
    const outcome = await send(FIXED, { external: made().external })
    expect(outcome).toMatchObject({ status: 'delivered', detail: expect.stringContaining('by hand') as string })
    expect(JSON.stringify(fake.issues[0]?.comments)).toContain('please move this issue by hand')
  })

  it('says so too when Jira refuses the transition', async () => {
    fake.before = ({ method, url }) =>
      method === 'POST' && url.endsWith('/transitions') ? json(400, { errors: { customfield_1: 'needed' } }) : undefined
    await send(sampleEvents.finding_new)
    const outcome = await send(FIXED, { external: made().external })
    expect(outcome.detail).toContain('did not take the transition')
    expect(fake.issues[0]?.comments).toHaveLength(1)
  })

  it('leaves the status alone for a change that neither opens nor closes', async () => {
    await send(sampleEvents.finding_new)
    await send(sampleEvents.finding_changed, { external: made().external })
    expect(fake.moved).toEqual([])
    expect(fake.issues[0]?.comments).toHaveLength(1)
  })

  it('finds the issue by its label where the ref is not known', async () => {
    await send(sampleEvents.finding_new)
    expect(await send(FIXED)).toEqual(made())
    expect(fake.issues).toHaveLength(1)
    expect(fake.issues[0]?.comments).toHaveLength(1)
  })

  it('makes the issue, with the change as a comment, where there is none', async () => {
    expect(await send(sampleEvents.finding_changed)).toEqual(made())
    expect(fake.issues[0]?.comments).toHaveLength(1)
  })

  it('makes a new issue in place of one that was deleted', async () => {
    expect(await send(sampleEvents.finding_changed, { external: { ref: '999' } })).toEqual(made())
    expect(calls()).toEqual([
      'GET /rest/api/3/issue/999',
      'POST /rest/api/3/search/jql',
      'POST /rest/api/3/issue',
      'POST /rest/api/3/issue/10001/comment',
    ])
  })

  it('makes no second issue when a delivery of a new finding is replayed', async () => {
    await send(sampleEvents.finding_new)
    const outcome = await send(sampleEvents.finding_new, { external: made().external })
    expect(outcome).toEqual({ ...made(), detail: 'the issue was there already' })
    expect(fake.issues).toHaveLength(1)
  })

  it('lets no stored ref leave the path of the API', async () => {
    await send(sampleEvents.finding_changed, { external: { ref: '../myself' } })
    expect(calls()[0]).toBe('POST /rest/api/3/search/jql')
  })

  it('waits as Jira asks when it is throttled', async () => {
    fake.before = () => ({ status: 429, headers: { 'retry-after': '12' }, body: '<html>slow down</html>' })
    expect(await send(sampleEvents.finding_new)).toEqual({
      status: 'retry',
      reason: 'rate_limited',
      afterMs: 12_000,
      detail: 'answered 429: slow down',
    })
  })

  it('is rejected for good with a token that Jira does not know', async () => {
    fake.before = () => json(401, { errorMessages: ['You are not authenticated.'], errors: {} })
    const outcome = await send(sampleEvents.finding_new)
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'auth', disable: true })
    expect(receiver.requests).toHaveLength(1)
  })

  it('names the field that Jira misses', async () => {
    fake.before = ({ url }) =>
      url.endsWith('/issue')
        ? json(400, { errorMessages: [], errors: { customfield_7: 'Team is required' } })
        : undefined
    const outcome = await send(sampleEvents.finding_new)
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'invalid_request' })
    expect(outcome.detail).toContain('customfield_7: Team is required')
  })

  it('tells a sign-in page from the API', async () => {
    fake.before = () => ({ status: 200, body: '<html>Sign in</html>' })
    expect(await send(sampleEvents.finding_new)).toMatchObject({
      status: 'rejected',
      detail: "answered 200, but not as Jira's API does: check the base URL",
    })
  })

  it('signs in to Cloud with the account and its token', async () => {
    await send(sampleEvents.finding_new)
    const basic = Buffer.from('security-bot@acme.example:an-example-token-of-no-account').toString('base64')
    expect(receiver.requests[0]?.headers.authorization).toBe(`Basic ${basic}`)
  })

  it("asks for the site's address where the gateway shows no pages", async () => {
    const site = 'https://acme.atlassian.net'
    fake.before = ({ url }) => (url.endsWith('/serverInfo') ? json(200, { baseUrl: site }) : undefined)
    const base_url = 'https://api.atlassian.com/ex/jira/1-2-3'
    const outcome = await send(sampleEvents.finding_new, { config: { base_url } })
    expect(outcome).toMatchObject({ external: { ref: '10001', url: `${site}/browse/SEC-1` } })
    expect(calls().at(-1)).toBe('GET /ex/jira/1-2-3/rest/api/3/serverInfo')
    fake.before = ({ url }) => (url.endsWith('/serverInfo') ? 'reset' : undefined)
    expect(await send(sampleEvents.finding_new, { config: { base_url } })).toMatchObject({ external: { ref: '10001' } })
  })

  it('speaks REST v2 and wiki markup to Data Center, below its path', async () => {
    const config: Partial<JiraConfig> = { deployment: 'data_center', base_url: `${receiver.url}/jira/` }
    const outcome = await send(sampleEvents.finding_changed, { config })
    expect(outcome).toMatchObject({ external: { ref: '10001', url: `${receiver.url}/jira/browse/SEC-1` } })
    expect(calls()).toEqual([
      'POST /jira/rest/api/2/search',
      'POST /jira/rest/api/2/issue',
      'POST /jira/rest/api/2/issue/10001/comment',
    ])
    expect(receiver.requests[0]?.headers.authorization).toBe('Bearer an-example-token-of-no-account')
    expect(fake.issues[0]?.comments[0]?.body).toContain(
      '*Somebody checked this finding and confirmed it: the weakness is real.*',
    )
    await send(sampleEvents.finding_changed, { config })
    expect(fake.issues[0]?.comments).toHaveLength(1)
  })
})

describe('the connection test of Jira', () => {
  const probe = (sending: Sending = {}) => {
    if (!jira.probe) throw new Error('jira has a probe')
    return jira.probe(configOf(sending), { ...sendContext(sending), ...context })
  }

  it('makes an issue and deletes it', async () => {
    expect(await probe()).toEqual({ ...made(), detail: 'made SEC-1 and deleted it again' })
    expect(calls()).toEqual(['POST /rest/api/3/issue', 'DELETE /rest/api/3/issue/10001'])
    expect(receiver.requests[0]?.body).toContain('Pencheff integration test')
    expect(fake.issues).toEqual([])
  })

  it('says which issue it could not delete', async () => {
    fake.before = ({ method }) => (method === 'DELETE' ? json(403, { errorMessages: ['No permission'] }) : undefined)
    const outcome = await probe()
    expect(outcome).toMatchObject(made())
    expect(outcome.detail).toContain('made SEC-1, which could not be deleted again: answered 403: No permission')
  })

  it('counts as passed when only the answer to the deletion is lost', async () => {
    fake.before = ({ method }) => (method === 'DELETE' ? 'reset' : undefined)
    expect(await probe()).toMatchObject({
      ...made(),
      detail: expect.stringContaining('nothing answered') as string,
    })
  })

  it('fails with the reason for which no issue can be made', async () => {
    fake.before = () => json(400, { errors: { project: 'valid project is required' } })
    const outcome = await probe()
    expect(outcome).toMatchObject({ status: 'rejected', reason: 'invalid_request' })
    expect(outcome.detail).toContain('check the project key')
  })
})
