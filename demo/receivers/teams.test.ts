import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Receiver } from './receiver.ts'
import { startTeams } from './teams.ts'

let teams: Receiver
let url: string
beforeAll(async () => {
  teams = await startTeams()
  url = String(teams.config.webhook_url)
})
afterAll(() => teams.close())

const send = async (body: unknown, { to = url, headers = {}, method = 'POST' } = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } }
  const response = await fetch(to, method === 'GET' ? init : { ...init, body: text })
  const { problem, events } = teams.receipts.at(-1) ?? {}
  return { status: response.status, body: await response.text(), problem, events }
}

const run = (text: string, extra: object = {}) => ({ type: 'TextRun', text, ...extra })
const rich = (...inlines: object[]) => ({ type: 'RichTextBlock', inlines })
const card = (body: unknown[], extra: object = {}) => ({ type: 'AdaptiveCard', version: '1.4', body, ...extra })
const message = (content: unknown, extra: object = {}) => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content, ...extra }],
})
const open = { type: 'Action.OpenUrl', title: 'Open', url: 'https://scan.example.com/f/1' }

const GOOD = message(
  card(
    [
      { type: 'Container', style: 'attention', bleed: true, items: [rich(run('CRITICAL', { weight: 'Bolder' }))] },
      { type: 'FactSet', facts: [{ title: 'Where', value: 'src/login.ts' }] },
      {
        type: 'ColumnSet',
        columns: [{ type: 'Column', width: '100px', items: [rich(run('7', { size: 'ExtraLarge' }))] }],
      },
      {
        type: 'Container',
        id: 'log',
        isVisible: false,
        items: [rich(run('<at>x</at> [a](b)', { fontType: 'Monospace' }))],
      },
    ],
    { actions: [open, { type: 'Action.ToggleVisibility', title: 'Log', targetElements: ['log'] }] },
  ),
)

test('a good card is answered 202 without a body', async () => {
  expect(await send(GOOD)).toEqual({ status: 202, body: '', problem: undefined, events: 1 })
})

const { contentUrl: _left, ...withoutUrl } = GOOD.attachments[0] ?? { contentUrl: null }
const REFUSED: [what: string, body: unknown, code: string, problem: string][] = [
  ['a body that is not JSON', '{"type":', 'InvalidRequestContent', 'not a JSON object'],
  ['a bare text', { text: 'x' }, 'TriggerInputSchemaMismatch', 'type is not "message"'],
  ['no attachments', { type: 'message' }, 'TriggerInputSchemaMismatch', 'attachments is not a list'],
  [
    'no contentUrl',
    { type: 'message', attachments: [withoutUrl] },
    'TriggerInputSchemaMismatch',
    'contentUrl is missing',
  ],
  ['a card as a text', message('{}'), 'TriggerInputSchemaMismatch', 'content is not an object'],
]
describe('refuses', () => {
  test.each(REFUSED)('%s', async (_what, body, code, problem) => {
    const got = await send(body)
    expect(got).toMatchObject({ status: 400, events: 0 })
    expect(JSON.parse(got.body)).toMatchObject({ error: { code } })
    expect(got.problem).toContain(problem)
  })

  test.each([
    ['another path', () => url.replace('/workflows/0', '/workflows/1'), {}, 404, 'WorkflowNotFound'],
    ['a wrong signature', () => url.replace('sig=pen', 'sig=pan'), {}, 401, 'AuthorizationFailed'],
    ['a signature that was decoded', () => url.replace('%2B', '+'), {}, 401, 'AuthorizationFailed'],
    ['a query that was cut', () => url.replace('&sv=1.0', ''), {}, 401, 'DirectApiInvalidAuthorizationScheme'],
    ['no api-version', () => url.replace('api-version=1&', ''), {}, 400, 'MissingApiVersionParameter'],
    ['a token', () => url, { authorization: 'Bearer x' }, 401, 'DirectApiAuthorizationRequired'],
    ['a form', () => url, { 'content-type': 'text/plain' }, 400, 'InvalidRequestContent'],
  ])('%s', async (_what, to, headers, status, code) => {
    const got = await send(GOOD, { to: to(), headers })
    expect(got).toMatchObject({ status, events: 0, problem: expect.any(String) })
    expect(JSON.parse(got.body)).toMatchObject({ error: { code } })
  })

  test('GET', async () => {
    expect(await send('', { method: 'GET' })).toMatchObject({ status: 405, problem: 'GET instead of POST' })
  })
})

const UNSEEN: [what: string, body: unknown, problem: string][] = [
  ['no attachment', { type: 'message', attachments: [] }, 'nothing to post'],
  ['a MessageCard', message({ '@type': 'MessageCard' }), 'unknown property @type'],
  ['another content type', message(card([rich(run('x'))]), { contentType: 'text/html' }), 'contentType text/html'],
  ['a content URL', message(card([rich(run('x'))]), { contentUrl: '' }), 'contentUrl is not null'],
  ['no version', message({ type: 'AdaptiveCard', body: [rich(run('x'))] }), 'version undefined'],
  ['version 1.6', message(card([rich(run('x'))], { version: '1.6' })), 'version 1.6'],
  ['an empty body', message(card([])), 'body is not a list'],
  ['an unknown element', message(card([{ type: 'Tabel' }])), 'element Tabel is unknown'],
  ['an unknown property', message(card([{ ...rich(run('x')), text: 'y' }])), 'unknown property text'],
  ['an unknown colour', message(card([rich(run('x', { color: 'red' }))])), 'color is "red"'],
  ['an unknown style', message(card([{ type: 'Container', style: 'red', items: [rich(run('x'))] }])), 'style is "red"'],
  ['a flag that is a text', message(card([rich(run('x', { isSubtle: 'yes' }))])), 'isSubtle is not true or false'],
  ['an empty text', message(card([rich(run(''))])), 'text is empty'],
  ['a fact without a value', message(card([{ type: 'FactSet', facts: [{ title: 'x' }] }])), 'value is empty'],
  ['a live link', message(card([{ type: 'TextBlock', text: '[bank](https://evil.example)' }])), 'live markup [bank]'],
  ['a computed date', message(card([rich(run('{{DATE(2026-01-01T00:00:00Z)}}'))])), '{{DATE'],
  ['a template', message(card([rich(run('${x}'))])), '${'],
  ['a mention', message(card([rich(run('x'))], { msteams: { entities: [] } })), 'mentions people'],
  [
    'a script as a link',
    message(card([rich(run('x'))], { actions: [{ ...open, url: 'javascript:1' }] })),
    'not an http',
  ],
  ['Action.Http', message(card([rich(run('x'))], { actions: [{ type: 'Action.Http' }] })), 'Action.Http'],
  ['seven buttons', message(card([rich(run('x'))], { actions: Array(7).fill(open) })), 'over six buttons'],
  [
    'a button that shows what is not there',
    message(
      card([rich(run('x'))], { actions: [{ type: 'Action.ToggleVisibility', title: 'x', targetElements: ['y'] }] }),
    ),
    'no element has the id y',
  ],
  [
    'an id twice',
    message(
      card([
        { ...rich(run('x')), id: 'a' },
        { ...rich(run('x')), id: 'a' },
      ]),
    ),
    'a stands twice',
  ],
  ['24,453 bytes', message(card([rich(run('x'.repeat(24_300)))])), 'grow beyond 28672'],
]
describe('takes, as Power Automate does, but names as a problem what fails in the flow', () => {
  test.each(UNSEEN)('%s', async (_what, body, problem) => {
    const got = await send(body)
    expect(got).toMatchObject({ status: 202, body: '', events: 0 })
    expect(got.problem).toContain(problem)
  })
})

test('beyond the rate it answers 429 with Retry-After', async () => {
  const limited = await startTeams({ enforceRate: true, now: () => 0 })
  const post = () => fetch(String(limited.config.webhook_url), { method: 'POST', body: '{}' })
  const answers = await Promise.all(Array.from({ length: 16 }, post))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['1'])
  await limited.close()
})
