import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startGithub, type GithubReceiver } from './github.ts'

let github: GithubReceiver
let at = Date.parse('2026-11-23T09:00:00Z')
beforeEach(async () => {
  github = await startGithub({ now: () => at })
})
afterEach(() => github.close())

const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', 'user-agent': 'test' }

/** Sends `METHOD path` signed in, and answers with what came back and what the receiver noted. */
const call = async (route: string, body?: unknown, headers: Record<string, string> = {}) => {
  const [method = '', path = ''] = route.split(' ')
  const response = await fetch(github.url + path, {
    method,
    redirect: 'manual',
    headers: { ...HEADERS, authorization: `Bearer ${String(github.config.token)}`, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const answer: unknown = /^[[{]/.test(text) ? JSON.parse(text) : text
  const { problem, events } = github.receipts.at(-1) ?? {}
  return { status: response.status, answer, problem, events, headers: response.headers }
}
const ISSUES = '/repos/acme/shop/issues'
const make = (extra: object = {}) => call(`POST ${ISSUES}`, { title: 'SQL injection', ...extra })
const long = (n: number) => 'x'.repeat(n)

test('an issue is made, read, changed, commented on and labelled', async () => {
  expect(await make({ body: 'x', labels: ['a', { name: 'b' }] })).toMatchObject({
    status: 201,
    answer: { number: 1, html_url: 'https://github.example/acme/shop/issues/1', state: 'open', user: { type: 'User' } },
    problem: undefined,
    events: 1,
  })
  expect(await call(`PATCH ${ISSUES}/1`, { state: 'closed', state_reason: 'not_planned' })).toMatchObject({
    status: 200,
    answer: { state: 'closed', state_reason: 'not_planned', closed_at: '2026-11-23T09:00:00Z' },
    events: 0,
  })
  expect(await call(`POST ${ISSUES}/1/comments`, { body: 'fixed' })).toMatchObject({ status: 201, events: 1 })
  expect(await call(`POST ${ISSUES}/1/labels`, { labels: ['c', 'a'] })).toMatchObject({ status: 200 })
  expect(await call(`DELETE ${ISSUES}/1/labels/b`)).toMatchObject({ status: 200 })
  expect(await call(`GET ${ISSUES}/1`)).toMatchObject({
    answer: { labels: [{ name: 'a' }, { name: 'c' }], comments: 1, closed_by: { login: 'security-bot' } },
  })
  expect(await call(`PATCH ${ISSUES}/1`, { state: 'open' })).toMatchObject({
    answer: { state: 'open', state_reason: 'reopened', closed_at: null },
  })
  expect(github.problems()).toEqual([])
})

test('issues are listed by state and label, newest first, a page at a time', async () => {
  for (const label of ['a', 'b', 'a', 'a']) await make({ labels: [label] })
  await call(`PATCH ${ISSUES}/1`, { state: 'closed' })
  const first = await call(`GET ${ISSUES}?state=all&labels=A&per_page=2`)
  expect(first.answer).toMatchObject([{ number: 4 }, { number: 3 }])
  expect(first.headers.get('link')).toMatch(/&page=2>; rel="next"$/)
  const second = await call(`GET ${ISSUES}?state=all&labels=A&per_page=2&page=2`)
  expect(second.answer).toMatchObject([{ number: 1 }])
  expect(second.headers.get('link')).toBeNull()
  expect((await call(`GET ${ISSUES}?labels=a&direction=asc`)).answer).toMatchObject([{ number: 3 }, { number: 4 }])
})

test('comments are listed since an instant', async () => {
  await make()
  await call(`POST ${ISSUES}/1/comments`, { body: 'first' })
  at += 60_000
  await call(`POST ${ISSUES}/1/comments`, { body: 'second' })
  const since = encodeURIComponent(new Date(at - 1000).toISOString())
  expect((await call(`GET ${ISSUES}/1/comments?since=${since}`)).answer).toMatchObject([{ body: 'second' }])
})

const REFUSED: [what: string, body: unknown, problem: string][] = [
  ['no title', { body: 'x' }, 'title is missing'],
  ['a title over 256', { title: long(257) }, 'title is too long (maximum is 256 characters)'],
  ['a body over 65,536', { title: 'x', body: long(65_537) }, 'body is too long (maximum is 65536 characters)'],
  ['a label over 50', { title: 'x', labels: [long(51)] }, 'maximum is 50'],
  ['labels that are no list', { title: 'x', labels: 'a' }, 'labels is not a list'],
  ['an unknown field', { title: 'x', priority: 1 }, 'priority is not a known field'],
]
describe('refuses with 422', () => {
  test.each(REFUSED)('%s', async (_what, body, problem) => {
    const got = await call(`POST ${ISSUES}`, body)
    expect(got).toMatchObject({ status: 422, answer: { message: 'Validation Failed', errors: [{}] }, events: 0 })
    expect(got.problem).toContain(problem)
    expect(github.issues).toEqual([])
  })
  test('an unknown state_reason', async () => {
    await make()
    expect(await call(`PATCH ${ISSUES}/1`, { state: 'closed', state_reason: 'wontfix' })).toMatchObject({ status: 422 })
  })
})

describe('refuses', () => {
  test('a wrong token, and none', async () => {
    const wrong = { status: 401, answer: { message: 'Bad credentials' } }
    expect(await call('GET /user', undefined, { authorization: 'Bearer x' })).toMatchObject(wrong)
    expect(await call('GET /user', undefined, { authorization: '' })).toMatchObject(wrong)
  })
  test('a request without a user agent', async () => {
    expect(await call('GET /user', undefined, { 'user-agent': '' })).toMatchObject({ status: 403 })
  })
  test('an API version that is not offered', async () => {
    expect(await call('GET /user', undefined, { 'x-github-api-version': '2019-01-01' })).toMatchObject({ status: 410 })
  })
  test('JSON that is none', async () => {
    expect(await call(`POST ${ISSUES}`, '{"title":')).toMatchObject({
      status: 400,
      answer: { message: 'Problems parsing JSON' },
    })
  })
  test('what is not there', async () => {
    for (const route of [`GET ${ISSUES}/9`, 'GET /repos/acme/other', `DELETE ${ISSUES}/1`])
      expect(await call(route)).toMatchObject({ status: 404, answer: { message: 'Not Found' } })
  })
  test('a comment in a locked issue', async () => {
    await make()
    Object.assign(github.issues[0] ?? {}, { locked: true })
    expect(await call(`POST ${ISSUES}/1/comments`, { body: 'x' })).toMatchObject({ status: 403 })
  })
})

const UNWISE: [what: string, markdown: string, problem: string][] = [
  ['a mention', 'by @alice', 'live mention'],
  ['a mention in the title’s form', '- @org/team', 'live mention'],
  ['a reference', 'fixes #1', 'live reference #1'],
  ['a reference elsewhere', 'see a/b#1', 'live reference'],
  ['an old reference', 'GH-1', 'live reference GH-1'],
  ['a commit', 'since 1a2b3c4d', 'live commit'],
  ['HTML', '<img src="x">', 'live HTML'],
  ['an issue’s address', '<https://github.com/a/b/issues/1>', 'live link to an issue'],
  ['a bare address', 'see https://evil.example/x', 'live bare address'],
  ['an image', '![x](y)', 'live image'],
]
describe('takes, as GitHub does, but names as a problem', () => {
  test.each(UNWISE)('%s', async (_what, body, problem) => {
    const got = await make({ body })
    expect(got.status).toBe(201)
    expect(got.problem).toContain(problem)
    expect((await call(`POST ${ISSUES}/1/comments`, { body })).problem).toContain(problem)
  })
  test('a mention in a title', async () => {
    expect((await make({ title: 'by @alice' })).problem).toContain('live mention')
  })
  test('nothing of what stands in code, is escaped or taken apart', async () => {
    const body = '~~~~text\n@a #1 ~~~ <b>\n~~~~\n`@a #1`\n\\<b\\> @\u200Ba #\u200B1 [x](<https://scan.example/f/1>)'
    expect((await make({ body })).problem).toBeUndefined()
  })
  test('labels that are replaced', async () => {
    await make()
    expect((await call(`PATCH ${ISSUES}/1`, { labels: [] })).problem).toContain('replaces all labels')
    expect((await call(`PUT ${ISSUES}/1/labels`, { labels: [] })).problem).toContain('replaces all labels')
  })
  test('a request without an API version', async () => {
    expect((await call('GET /user', undefined, { accept: '*/*' })).problem).toContain('accept')
  })
})

test('a renamed repository answers with where it is now', async () => {
  const read = await call('GET /repos/acme/old-shop/issues?state=all')
  expect(read.status).toBe(301)
  expect(read.headers.get('location')).toBe(`${github.url}/repositories/1/issues?state=all`)
  expect((await call('POST /repos/acme/old-shop/issues', { title: 'x' })).status).toBe(307)
  expect((await call('POST /repositories/1/issues', { title: 'x' })).status).toBe(201)
})

test('beyond 80 issues and comments at once it answers 403 with Retry-After', async () => {
  const limited = await startGithub({ enforceRate: true, now: () => 0, keepReceipts: false })
  const headers = { ...HEADERS, authorization: `Bearer ${String(limited.config.token)}` }
  const post = () => fetch(`${limited.url}${ISSUES}`, { method: 'POST', headers, body: '{"title":"x"}' })
  const answers = await Promise.all(Array.from({ length: 81 }, post))
  const refused = answers.filter(({ status }) => status === 403)
  expect(refused.map((answer) => answer.headers.get('retry-after'))).toEqual(['1'])
  expect(await refused[0]?.text()).toContain('secondary rate limit')
  await limited.close()
})
