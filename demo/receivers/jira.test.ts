import { describe, expect, test } from 'vitest'
import { call, doc, fields, start } from './jira-client.fixture.ts'

describe('an issue', () => {
  test('is made, commented on, closed, reopened and deleted', async () => {
    const jira = await start()
    const made = await call(jira, 'POST issue', fields())
    const { id } = jira.issues[0] ?? {}
    expect(made).toMatchObject({ status: 201, events: 1, problem: undefined })
    expect(made.answer).toEqual({ id, key: 'SEC-1', self: `${jira.url}/rest/api/3/issue/${String(id)}` })
    expect(jira.issues).toMatchObject([{ key: 'SEC-1', labels: ['scanner-1'], status: 'To Do', comments: [] }])

    expect(await call(jira, 'POST issue/SEC-1/comment', { body: doc('High → Critical', 'by Ann') })).toMatchObject({
      status: 201,
    })
    expect(jira.issues[0]?.comments).toMatchObject([{ text: 'High → Critical\nby Ann' }])

    const { answer } = await call(jira, 'GET issue/SEC-1/transitions?expand=transitions.fields')
    expect(answer).toMatchObject({
      transitions: [
        { id: '11', to: { statusCategory: { key: 'new' } }, fields: {} },
        { id: '21', to: { statusCategory: { key: 'indeterminate' } } },
        { id: '31', name: 'Done', to: { statusCategory: { key: 'done' } } },
      ],
    })
    expect((await call(jira, 'POST issue/SEC-1/transitions', { transition: { id: '31' } })).status).toBe(204)
    expect(jira.issues[0]?.status).toBe('Done')
    expect((await call(jira, 'GET issue/SEC-1?fields=status,resolution')).answer).toMatchObject({
      key: 'SEC-1',
      fields: { status: { name: 'Done', statusCategory: { key: 'done' } }, resolution: { name: 'Done' } },
    })
    expect((await call(jira, 'POST issue/SEC-1/transitions', { transition: { id: '11' } })).status).toBe(204)
    expect((await call(jira, `DELETE issue/${String(id)}?deleteSubtasks=true`)).status).toBe(204)
    expect(jira.issues).toEqual([])
    expect(jira.problems()).toEqual([])
  })

  test('is edited as a whole or not at all', async () => {
    const jira = await start()
    await call(jira, 'POST issue', fields())
    const update = { labels: [{ add: 'x' }, { remove: 'scanner-1' }] }
    expect((await call(jira, 'PUT issue/SEC-1', { fields: { priority: { name: 'Highest' } }, update })).status).toBe(
      204,
    )
    expect(jira.issues).toMatchObject([{ labels: ['x'], priority: 'Highest' }])
    const bad = { fields: { summary: 'new' }, update: { labels: [{ add: 'y z' }] } }
    expect((await call(jira, 'PUT issue/SEC-1', bad)).status).toBe(400)
    expect(jira.issues[0]?.summary).toBe('SQL injection in /login')
    const twice = { fields: { labels: [] }, update: { labels: [{ add: 'y' }] } }
    expect((await call(jira, 'PUT issue/SEC-1', twice)).problem).toContain('both')
  })

  test('keeps properties, from its making and on their own', async () => {
    const jira = await start()
    await call(jira, 'POST issue', { ...fields(), properties: [{ key: 'finding', value: { id: 'f1' } }] })
    expect((await call(jira, 'GET issue/SEC-1/properties/finding')).answer).toEqual({
      key: 'finding',
      value: { id: 'f1' },
    })
    expect((await call(jira, 'PUT issue/SEC-1/properties/n', '5')).status).toBe(201)
    expect((await call(jira, 'PUT issue/SEC-1/properties/n', '6')).status).toBe(200)
    expect((await call(jira, 'GET issue/SEC-1/properties')).answer).toMatchObject({
      keys: [{ key: 'finding' }, { key: 'n' }],
    })
    expect((await call(jira, 'DELETE issue/SEC-1/properties/n')).status).toBe(204)
    expect((await call(jira, 'GET issue/SEC-1/properties/n')).status).toBe(404)
    expect((await call(jira, 'PUT issue/SEC-1/properties/n', 'no JSON')).status).toBe(400)
    const large = { ...fields(), properties: [{ key: 'a', value: 'x'.repeat(32_767) }] }
    expect((await call(jira, 'POST issue', large)).problem).toContain('32768')
  })

  test('lists its comments newest first, with their properties', async () => {
    const jira = await start()
    await call(jira, 'POST issue', fields())
    const properties = [{ key: 'delivery', value: { id: 'd2' } }]
    await call(jira, 'POST issue/SEC-1/comment', { body: doc('one') })
    await call(jira, 'POST issue/SEC-1/comment', { body: doc('two'), properties })
    const { answer } = await call(jira, 'GET issue/SEC-1/comment?orderBy=-created&maxResults=1&expand=properties')
    expect(answer).toMatchObject({ total: 2, comments: [{ body: doc('two'), properties }] })
  })

  test('is numbered on from the last, even after one was deleted', async () => {
    const jira = await start()
    await call(jira, 'POST issue', fields())
    await call(jira, 'POST issue', fields())
    await call(jira, 'DELETE issue/SEC-1')
    expect((await call(jira, 'POST issue', fields())).answer).toMatchObject({ key: 'SEC-3' })
  })
})

const BAD_DOC = { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: '' }] }] }
const REFUSED: [what: string, body: unknown, errors: object, problem: string][] = [
  ['no project', fields({ project: undefined }), { project: 'Specify a valid project ID or key' }, 'project'],
  ['a foreign project', fields({ project: { key: 'X' } }), { project: 'Specify a valid project ID or key' }, 'project'],
  [
    'an unknown type',
    fields({ issuetype: { name: 'Epic' } }),
    { issuetype: 'Specify a valid issue type' },
    'issuetype',
  ],
  ['no summary', fields({ summary: ' ' }), { summary: 'You must specify a summary of the issue.' }, 'summary'],
  [
    'a summary over 255',
    fields({ summary: 'x'.repeat(256) }),
    { summary: 'Summary must be less than 255 characters.' },
    '255',
  ],
  [
    'a summary of two lines',
    fields({ summary: 'a\nb' }),
    { summary: 'The summary is invalid because it contains newline characters.' },
    'newline',
  ],
  [
    'a label with a space',
    fields({ labels: ['a b'] }),
    { labels: "The label 'a b' contains spaces which is invalid." },
    'spaces',
  ],
  ['labels as text', fields({ labels: 'a' }), { labels: 'data was not an array' }, 'not an array'],
  [
    'an unknown priority',
    fields({ priority: { name: 'P1' } }),
    { priority: 'The priority selected is invalid.' },
    'priority',
  ],
  [
    'a field that is not on the screen',
    fields({ customfield_1: 'x' }),
    { customfield_1: "Field 'customfield_1' cannot be set. It is not on the appropriate screen, or unknown." },
    'customfield_1',
  ],
  [
    'a description as text',
    fields({ description: 'h1. Hello' }),
    { description: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' },
    'string is not an Atlassian document',
  ],
]
describe('a new issue is refused for', () => {
  test.each(REFUSED)('%s', async (_what, body, errors, problem) => {
    const jira = await start()
    const got = await call(jira, 'POST issue', body)
    expect(got).toMatchObject({ status: 400, answer: { errorMessages: [], errors }, events: 0 })
    expect(got.problem).toContain(problem)
    expect(jira.issues).toEqual([])
  })
  test.each([
    [
      'a document that breaks the schema',
      fields({ description: BAD_DOC }),
      'INVALID_INPUT',
      'description: not valid at',
    ],
    [
      'a document that is too long',
      fields({ description: doc('x'.repeat(33_000)) }),
      'CONTENT_LIMIT_EXCEEDED',
      '32767 fit',
    ],
    ['an unknown key', { ...fields(), extra: 1 }, 'Invalid request payload.', 'Invalid request payload'],
    ['a body that is not JSON', '{', 'There was an error parsing JSON.', 'parsing JSON'],
  ])('%s', async (_what, body, message, problem) => {
    const got = await call(await start(), 'POST issue', body)
    expect(got).toMatchObject({
      status: 400,
      answer: { errorMessages: [expect.stringContaining(message)], errors: {} },
    })
    expect(got.problem).toContain(problem)
  })
  test('another content type', async () => {
    const got = await call(await start(), 'POST issue', fields(), { 'content-type': 'text/plain' })
    expect(got).toMatchObject({ status: 415, problem: 'content-type is not application/json' })
  })
})

test('a summary of 255 characters is taken', async () => {
  expect((await call(await start(), 'POST issue', fields({ summary: '😀'.repeat(255) }))).status).toBe(201)
})

test.each([
  ['a mention', { type: 'mention', attrs: { id: '1', text: '@Ann' } }, 'live mention'],
  [
    'a link that runs code',
    { type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] },
    'a link',
  ],
])('%s is taken, as Jira does, but named as a problem', async (_what, node, problem) => {
  const description = { version: 1, type: 'doc', content: [{ type: 'paragraph', content: [node] }] }
  const got = await call(await start(), 'POST issue', fields({ description }))
  expect(got.status).toBe(201)
  expect(got.problem).toContain(problem)
})

describe('other requests are refused', () => {
  test.each([
    ['on an unknown issue', 'GET issue/SEC-9', undefined, 404, 'issue SEC-9 does not exist'],
    ['with a comment as text', 'POST issue/SEC-1/comment', { body: 'hi' }, 400, 'comment: string is not'],
    [
      'with an unknown transition',
      'POST issue/SEC-1/transitions',
      { transition: { id: '99' } },
      400,
      "'99' is not valid",
    ],
    [
      'with a transition by name',
      'POST issue/SEC-1/transitions',
      { transition: { id: 'Done' } },
      400,
      'must be an integer',
    ],
    ['without a transition', 'POST issue/SEC-1/transitions', {}, 400, "Missing 'transition'"],
    [
      'with a field that the transition has no screen for',
      'POST issue/SEC-1/transitions',
      { transition: { id: '31' }, fields: { resolution: { name: 'Done' } } },
      400,
      'resolution: Field',
    ],
    ['at the search that was removed', 'POST search', { jql: 'project = SEC' }, 410, 'search/jql'],
    ['at an unknown path', 'GET nothing', undefined, 404, 'No endpoint'],
    ['with another method', 'DELETE search/jql', undefined, 405, 'No endpoint'],
  ])('%s', async (_what, route, body, status, problem) => {
    const jira = await start()
    await call(jira, 'POST issue', fields())
    const got = await call(jira, route, body)
    expect(got).toMatchObject({ status, answer: { errorMessages: expect.any(Array) as unknown[] } })
    expect(got.problem).toContain(problem)
    expect(jira.issues[0]?.status).toBe('To Do')
  })
  test.each([
    [
      'with a wrong token',
      `Basic ${Buffer.from('bot@example.com:wrong').toString('base64')}`,
      'the e-mail or API token is wrong',
    ],
    ['with another scheme', 'Bearer x', 'the e-mail or API token is wrong'],
    ['without authorization', '', 'no authorization header'],
  ])('%s', async (_what, value, problem) => {
    const got = await call(await start(), 'GET myself', undefined, { authorization: value })
    expect(got).toMatchObject({ status: 401, problem, answer: 'Client must be authenticated to access this resource.' })
    expect(got.headers.get('x-seraph-loginreason')).toBe('AUTHENTICATED_FAILED')
  })
})

test('an account can ask who it is and what it may do', async () => {
  const jira = await start()
  expect((await call(jira, 'GET myself')).answer).toMatchObject({ emailAddress: 'bot@example.com', active: true })
  const { answer } = await call(jira, 'GET mypermissions?projectKey=SEC&permissions=CREATE_ISSUES')
  expect(answer).toMatchObject({ permissions: { CREATE_ISSUES: { havePermission: true } } })
  expect((await call(jira, 'GET issue/createmeta/SEC/issuetypes')).answer).toMatchObject({
    issueTypes: [{ name: 'Task' }, { name: 'Bug' }],
  })
  expect((await call(jira, 'GET issue/createmeta/SEC/issuetypes/10001')).answer).toMatchObject({ total: 6 })
  expect((await call(jira, 'GET issue/createmeta/X/issuetypes')).status).toBe(404)
})

test('more than 20 writes to one issue at once are answered 429 with the reason', async () => {
  const jira = await start({ enforceRate: true, now: () => 0 })
  await call(jira, 'POST issue', fields())
  const answers = await Promise.all(
    Array.from({ length: 21 }, () => call(jira, 'PUT issue/SEC-1', { fields: { summary: 'x' } })),
  )
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(1)
  expect(refused[0]?.headers.get('retry-after')).toBe('1')
  expect(refused[0]?.headers.get('ratelimit-reason')).toBe('jira-per-issue-on-write')
})
