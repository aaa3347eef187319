import { describe, expect, it } from 'vitest'
import { describeDestination } from '../../test/describe-destination.ts'
import { fakeJira, json } from '../../test/fake-jira.ts'
import { sampleEvents } from '../core/sample.ts'
import { jira } from './jira.ts'

/** Forgets what it made, so that each delivery makes its issue. */
const forgetful = () => {
  const fake = fakeJira()
  fake.before = ({ url }) => (url.includes('/search') ? json(200, { issues: [] }) : undefined)
  return fake
}
const vendor = forgetful()

const keyIn = (body: string): unknown => {
  const { properties } = JSON.parse(body) as { properties: { value: { delivery_id: string } }[] }
  return properties[0]?.value.delivery_id
}

describeDestination(jira, {
  goodAnswer: json(201, { id: '10001', key: 'SEC-1' }),
  vendor: (request) => vendor.handle(request),
  verdicts: (status) => (status === 409 ? 'retry' : undefined),
  check: ({ summary, marker }) => {
    expect(summary).toMatch(/^\S[^\n]{0,254}$/)
    expect(marker).toMatch(/^pencheff-(?:[0-9a-f]{32}|test)$/)
  },
  idempotencyKey: ({ url, body }) => (url.endsWith('/issue') ? keyIn(body) : undefined),
})

describe('jira configuration of its own', () => {
  const parse = (change: object) => jira.config.safeParse({ ...jira.example, ...change })
  const faults = (change: object) => parse(change).error?.issues.map(({ path }) => path.join('.'))

  it.each([
    ['a project key in small letters', { project_key: 'sec' }, 'project_key'],
    ['a query in the project key', { project_key: 'SEC" OR project = "X' }, 'project_key'],
    ['a label with a space', { labels: ['two words'] }, 'labels.0'],
    ['a label with a quote', { labels: ['a"b'] }, 'labels.0'],
    ['a second line in the issue type', { issue_type: 'Task\nBug' }, 'issue_type'],
    ['a page of a site', { base_url: 'https://acme.atlassian.net/jira/projects' }, 'base_url'],
    ['a query in the address', { base_url: 'https://acme.atlassian.net/?a=b' }, 'base_url'],
    ['a password in the address', { base_url: 'https://a:b@acme.atlassian.net' }, 'base_url'],
    ['another scheme', { base_url: 'ftp://acme.atlassian.net' }, 'base_url'],
    ['the gateway without a site', { base_url: 'https://api.atlassian.com' }, 'base_url'],
    ['Cloud without an e-mail', { email: undefined }, 'email'],
    ['a token with a line end', { api_token: 'a\r\nX: y' }, 'api_token'],
  ])('refuses %s', (_what, change, field) => {
    expect(faults(change)).toEqual([field])
  })

  it.each([
    ['a site with a slash', { base_url: 'https://acme.atlassian.net/' }],
    [
      'a scoped token at the gateway',
      { base_url: 'https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555' },
    ],
    [
      'Data Center below a path, without an e-mail',
      { base_url: 'https://dc.example:8443/jira', deployment: 'data_center', email: undefined },
    ],
  ])('takes %s', (_what, change) => {
    expect(parse(change).success).toBe(true)
  })

  it('makes tasks in Cloud unless told otherwise', () => {
    const { base_url, email, api_token, project_key } = jira.example
    const parsed = jira.config.parse({ base_url, email, api_token, project_key })
    expect(parsed).toMatchObject({ issue_type: 'Task', deployment: 'cloud' })
  })
})

describe('the deciding request of jira', () => {
  const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
  const at = { deliveryId: 'd', now: new Date(0) }
  const urlOf = (event: keyof typeof sampleEvents, external?: { ref: string }) =>
    jira.request(jira.render(sampleEvents[event], jira.example, context), jira.example, {
      ...at,
      ...(external && { external }),
    }).url

  it('makes an issue, or comments on the one that is known', () => {
    expect(urlOf('finding_new')).toBe('https://acme.atlassian.net/rest/api/3/issue')
    expect(urlOf('finding_changed')).toBe('https://acme.atlassian.net/rest/api/3/issue')
    expect(urlOf('finding_changed', { ref: '10001' })).toBe('https://acme.atlassian.net/rest/api/3/issue/10001/comment')
  })

  it('names an issue type by its id where one is given', () => {
    const config = { ...jira.example, issue_type: '10004' }
    const { body = '' } = jira.request(jira.render(sampleEvents.finding_new, config, context), config, at)
    expect(JSON.parse(body)).toMatchObject({ fields: { issuetype: { id: '10004' } } })
  })

  it('keeps one label a finding, whatever its title becomes', () => {
    const { finding } = sampleEvents.finding_new
    if (!finding) throw new Error('the sample has a finding')
    const marker = (change: object) =>
      jira.render({ ...sampleEvents.finding_new, finding: { ...finding, ...change } }, jira.example, context).marker
    expect(marker({ title: 'Other', severity: 'low' })).toBe(marker({}))
    expect(marker({ fingerprint: 'other' })).not.toBe(marker({}))
  })

  it('links no address in a summary', () => {
    const { finding } = sampleEvents.finding_new
    if (!finding) throw new Error('the sample has a finding')
    const summaryOf = (title: string) =>
      jira.render(
        { ...sampleEvents.finding_new, finding: { ...finding, title, endpoint: null } },
        jira.example,
        context,
      ).summary
    expect(summaryOf('at https://evil.example _www.evil.example')).toContain(
      'at https:\u200B//evil.example _www\u200B.evil.example',
    )
    expect(summaryOf('mailto:a@evil.example')).toContain('mailto\u200B:a@evil.example')
    expect(summaryOf('https://'.repeat(100)).length).toBeLessThanOrEqual(255)
  })

  it('keeps a property readable and short, whatever the fingerprint', () => {
    const { finding } = sampleEvents.finding_new
    if (!finding) throw new Error('the sample has a finding')
    const { identity } = jira.render(
      { ...sampleEvents.finding_new, finding: { ...finding, fingerprint: `a\ud800\0b${'x'.repeat(40_000)}` } },
      jira.example,
      context,
    )
    expect(identity.fingerprint).toMatch(/^a\ufffdbx{508}…$/)
  })
})
