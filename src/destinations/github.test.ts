import { describe, expect, it, test } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { githubChecker, isComment, isIssue } from '../../test/corpus/github.ts'
import { describeDestination } from '../../test/describe-destination.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import type { HttpResponse } from '../core/http.ts'
import { sampleEvents } from '../core/sample.ts'
import type { GithubMessage } from './github-message.ts'
import { issueInput } from './github-request.ts'
import { github } from './github.ts'

const { example } = github
const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const render = (event: EventPayload): GithubMessage => github.render(event, example, renderContext)
const withFinding = (event: EventPayload, extra: Partial<FindingView>): EventPayload => {
  if (!event.finding) throw new Error('the sample has a finding')
  return { ...event, finding: { ...event.finding, ...extra } }
}

const MARKER = /^<!-- pencheff:(?:finding=[\da-f]{40}|test) -->$/

const expectSound = (message: GithubMessage): void => {
  const at = { deliveryId: 'd', now: new Date(0) }
  expectAccepted(githubChecker, github.request(message, example, at))
  if (message.comment !== undefined)
    expectAccepted(githubChecker, github.request(message, example, { ...at, external: { ref: '12' } }))
  expect(message.marker).toMatch(MARKER)
  expect(message.severityLabel).toMatch(/^severity:\w{3,8}$/)
}

const ISSUE = {
  number: 12,
  html_url: 'https://github.com/acme/shop/issues/12',
  state: 'open',
  state_reason: null,
  closed_at: null,
  body: 'x',
  user: { login: 'bot', type: 'User' },
  labels: [{ name: 'pencheff' }],
}
const REPO = { full_name: 'acme/shop', has_issues: true, archived: false, permissions: { push: true } }
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) })

describeDestination(github, {
  goodAnswer: json(201, ISSUE),
  vendor: ({ method, url }) => {
    if (method !== 'GET') return json(201, ISSUE)
    if (url.includes('/issues')) return json(200, [])
    return json(200, url === '/user' ? { login: 'bot' } : REPO)
  },
  check: expectSound,
})

describe('the request schemas of GitHub', () => {
  it('refuse what is malformed', () => {
    expect(isIssue({ body: 'x' })).toBe(false)
    expect(isIssue({ title: 'x', labels: 'bug' })).toBe(false)
    expect(isIssue({ title: 'x', milestone: null })).toBe(true)
    expect(isComment({ text: 'x' })).toBe(false)
  })
})

describe('an issue', () => {
  it('leads with the severity and says where it is', () => {
    expect(render(sampleEvents.finding_new)).toMatchObject({
      title: '[critical] SQL injection in the product search in GET /search (parameter q)',
      severityLabel: 'severity:critical',
    })
  })

  it('begins with a marker that is the same whatever the finding becomes', () => {
    const { marker } = render(sampleEvents.finding_new)
    const changed = withFinding(sampleEvents.finding_changed, {
      title: 'Other',
      location: { path: 'a', start_line: 9 },
    })
    expect(render(changed).marker).toBe(marker)
    expect(render(withFinding(sampleEvents.finding_new, { fingerprint: 'other' })).marker).not.toBe(marker)
    const { target } = sampleEvents.finding_new
    expect(render({ ...sampleEvents.finding_new, target: { ...target, id: 'other' } }).marker).not.toBe(marker)
  })

  it('has our label, the severity’s and those of the integration, once each', () => {
    const input = issueInput(render(sampleEvents.finding_new), { ...example, labels: ['pencheff', 'web'] })
    expect(input).toMatchObject({ labels: ['pencheff', 'severity:critical', 'web'] })
  })
})

describe('an answer', () => {
  const at = Date.parse('2026-11-23T09:00:00Z')
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    at,
  })
  const judge = (...parts: Parameters<typeof answer>) => github.classify(answer(...parts), example)
  const error = (message: string, extra: object = {}) => ({ message, documentation_url: 'https://docs', ...extra })

  it('names the issue that was made', () => {
    expect(judge(201, ISSUE)).toEqual({
      status: 'delivered',
      external: { ref: '12', url: 'https://github.com/acme/shop/issues/12' },
    })
  })

  test.each([
    [401, 'Bad credentials', 'auth', true, /new one/],
    [403, 'Resource not accessible by personal access token', 'auth', true, /Issues: read and write/],
    [403, 'Repository was archived so is read-only.', 'gone', true, /unarchive/],
    [403, 'Something else', 'auth', false, /Something else/],
    [404, 'Not Found', 'not_found', true, /owner\/name/],
    [410, 'Issues has been disabled in this repository.', 'gone', true, /switched off/],
    [410, 'Issues are disabled for this repo', 'gone', true, /switched off/],
    [410, 'This API version is gone', 'gone', false, /no longer offers/],
    [451, 'Repository access blocked', 'gone', true, /legal/],
    [301, 'Moved Permanently', 'invalid_request', false, /new owner\/name/],
  ])('%d %s is rejected as %s, disables: %s', (status, message, reason, disable, detail) => {
    const outcome = judge(status, error(message))
    expect(outcome).toMatchObject({ status: 'rejected', reason, ...(disable && { disable: true }) })
    expect('disable' in outcome).toBe(disable)
    expect(outcome.detail).toMatch(detail)
  })

  it('names the field that was refused', () => {
    const errors = [{ resource: 'Issue', field: 'title', code: 'missing_field' }, 'more']
    expect(judge(422, error('Validation Failed', { errors }))).toEqual({
      status: 'rejected',
      reason: 'invalid_request',
      detail: 'answered 422: Validation Failed; title: missing_field; more',
    })
  })

  it('asks for single sign-on where the organisation does', () => {
    const outcome = judge(403, error('Resource protected by organization SAML enforcement.'), {
      'x-github-sso': 'required; url=https://github.com/orgs/x/sso',
    })
    expect(outcome).toMatchObject({
      reason: 'auth',
      disable: true,
      detail: expect.stringContaining('sign-on') as string,
    })
  })

  const SECONDARY = error('You have exceeded a secondary rate limit. Please wait.')
  it.each([
    [403, SECONDARY, { 'retry-after': '30', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' }, 30_000],
    [429, SECONDARY, { 'retry-after': '30' }, 30_000],
    [
      403,
      error('API rate limit exceeded'),
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at / 1000 + 90) },
      90_000,
    ],
    [
      403,
      error('API rate limit exceeded'),
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at / 1000 - 5) },
      1000,
    ],
    [403, error('API rate limit exceeded'), { 'x-ratelimit-remaining': '0' }, 60_000],
    [403, SECONDARY, { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': '9999999999' }, 60_000],
    [429, error('You have triggered an abuse detection mechanism'), {}, 60_000],
    [422, error('Validation Failed', { errors: ['issue has been spammed'] }), {}, 60_000],
  ])('%d with a limit is tried again when GitHub says: case %#', (status, body, headers, afterMs) => {
    expect(judge(status, body, headers)).toMatchObject({ status: 'retry', reason: 'rate_limited', afterMs })
  })

  it('that a proxy gives does not disable', () => {
    for (const status of [401, 403, 404, 410, 451])
      for (const body of ['<h1>Forbidden</h1>', { message: 'Forbidden' }])
        expect(judge(status, body)).not.toHaveProperty('disable')
  })
})

describe('a configuration', () => {
  const parse = (extra: object) => github.config.safeParse({ repo: 'acme/shop', token: 'x', ...extra })

  it.each([
    {},
    { repo: 'a-b/c.d_e' },
    { api_url: 'https://ghe.acme.example/api/v3/' },
    { api_url: 'http://127.0.0.1:8099' },
    { labels: ['good first issue', 'a:b'] },
  ])('%j is taken', (extra) => {
    expect(parse(extra).success).toBe(true)
  })

  it.each([
    [{ repo: 'https://github.com/acme/shop' }, /owner\/name/],
    [{ repo: 'acme' }, /owner\/name/],
    [{ repo: 'acme/..' }, /owner\/name/],
    [{ repo: '../user' }, /owner\/name/],
    [{ repo: 'acme/shop/issues' }, /owner\/name/],
    [{ token: 'a b' }, /visible ASCII/],
    [{ api_url: 'https://github.com' }, /api\.github\.com/],
    [{ api_url: 'https://u:p@ghe.example/api/v3' }, /without a user name/],
    [{ labels: ['a,b'] }, /no comma/],
    [{ labels: ['x'.repeat(51)] }, /50 characters/],
  ])('%j is refused with what to do', (extra, message) => {
    expect(parse(extra).error?.issues[0]?.message).toMatch(message)
  })
})
