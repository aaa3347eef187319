import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDiscord } from './discord.ts'
import type { Receiver } from './receiver.ts'

let discord: Receiver
let url: string
beforeAll(async () => {
  discord = await startDiscord()
  url = String(discord.config.webhook_url).replace('/api/', '/api/v10/')
})
afterAll(() => discord.close())

const AGENT = 'DiscordBot (https://scan.example, 1.0.0)'

const send = async (body: unknown, { to = `${url}?wait=true`, headers = {}, method = 'POST' } = {}) => {
  const init = { method, headers: { 'content-type': 'application/json', 'user-agent': AGENT, ...headers } }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const response = await fetch(to, method === 'GET' ? init : { ...init, body: text })
  const said = await response.text()
  const { problem, events } = discord.receipts.at(-1) ?? {}
  return { status: response.status, answer: said === '' ? undefined : (JSON.parse(said) as unknown), problem, events }
}

const long = (n: number) => 'x'.repeat(n)
const quiet = { allowed_mentions: { parse: [] } }
const said = (content: string) => ({ content, ...quiet })
const embed = (extra: object) => ({ embeds: [{ title: 'News', ...extra }], ...quiet })
const field = (extra: object = {}) => ({ name: 'CVSS', value: '9.8', inline: true, ...extra })

const GOOD = {
  embeds: [
    {
      title: 'CRITICAL · SQL injection',
      url: 'https://scan.example/f/1',
      color: 14_100_029,
      description: '```\n<@1> @everyone ||x||\n```\n\\|\\|no spoiler\\|\\| ~~old~~ → **new**',
      fields: [field()],
      footer: { text: 'finding 1' },
      timestamp: '2026-11-23T09:20:00.500Z',
    },
  ],
  ...quiet,
}

test('a good message is answered with the message that was made', async () => {
  expect(await send(GOOD)).toMatchObject({
    status: 200,
    answer: { id: expect.any(String) as unknown, channel_id: expect.any(String) as unknown },
    problem: undefined,
    events: 1,
  })
})

test('the webhook shows itself and posts nothing', async () => {
  const got = await send(undefined, { to: url, method: 'GET' })
  expect(got).toMatchObject({ status: 200, answer: { name: 'Pencheff demo', type: 1 }, events: 0, problem: undefined })
})

test('limits are met exactly', async () => {
  const fields = Array.from({ length: 25 }, () => field({ name: 'x', value: 'y' }))
  expect(await send(embed({ title: long(256), description: long(4096), fields }))).toMatchObject({ status: 200 })
  expect(await send(said(long(2000)))).toMatchObject({ status: 200, problem: undefined })
})

const REFUSED: [what: string, message: unknown, code: number, problem: string][] = [
  ['nothing', quiet, 50006, 'nothing to post'],
  ['blank content', said(' \n'), 50006, 'nothing to post'],
  ['a body that is not JSON', '{"content":', 50109, 'not a JSON object'],
  ['a lone surrogate', '{"content":"\\ud800"}', 50109, 'not a JSON object'],
  ['content over 2,000', said(long(2001)), 50035, 'content: Must be 2000 or fewer'],
  ['a title over 256', embed({ title: long(257) }), 50035, 'embeds.0.title: Must be 256 or fewer'],
  ['a description over 4,096', embed({ description: long(4097) }), 50035, 'embeds.0.description'],
  ['26 fields', embed({ fields: Array.from({ length: 26 }, () => field()) }), 50035, 'Must be 25 or fewer'],
  ['an empty field value', embed({ fields: [field({ value: ' ' })] }), 50035, 'embeds.0.fields.0.value: This field'],
  ['a null field value', embed({ fields: [field({ value: null })] }), 50035, 'embeds.0.fields.0.value: This field'],
  ['a field value over 1,024', embed({ fields: [field({ value: long(1025) })] }), 50035, 'Must be 1024 or fewer'],
  ['a colour as text', embed({ color: '#ff0000' }), 50035, 'embeds.0.color: Value "#ff0000" is not int'],
  ['a colour beyond white', embed({ color: 16_777_216 }), 50035, 'embeds.0.color'],
  ['a relative URL', embed({ url: '/f/1' }), 50035, 'embeds.0.url: Scheme must be'],
  ['a bad time', embed({ timestamp: 'yesterday' }), 50035, 'embeds.0.timestamp'],
  ['an empty footer', embed({ footer: { text: '' } }), 50035, 'embeds.0.footer.text'],
  ['11 embeds', { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })), ...quiet }, 50035, 'Must be 10 or fewer'],
  [
    'more than 6,000 over all embeds',
    { embeds: Array.from({ length: 2 }, () => ({ description: long(3001) })), ...quiet },
    50035,
    'exceeds maximum size of 6000',
  ],
  ['a reserved name', { ...said('x'), username: 'My Discord' }, 50035, 'username'],
  ['unknown flags', { ...said('x'), flags: 64 }, 50035, 'flags'],
  [
    'mentions that exclude each other',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['1'] } },
    50035,
    'exclude each other',
  ],
]
describe('refuses', () => {
  test.each(REFUSED)('%s', async (_what, message, code, problem) => {
    const got = await send(message)
    expect(got).toMatchObject({ status: 400, answer: { code }, events: 0 })
    expect(got.problem).toContain(problem)
  })

  test('with a tree that leads to the field', async () => {
    expect((await send(embed({ title: long(257) }))).answer).toEqual({
      code: 50035,
      message: 'Invalid Form Body',
      errors: {
        embeds: {
          0: { title: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 256 or fewer in length.' }] } },
        },
      },
    })
  })
})

const UNWISE: [what: string, message: unknown, problem: string][] = [
  ['mentions that are not switched off', { content: 'x' }, 'may ping'],
  ['a broadcast', said('@everyone'), 'content: live mention @everyone'],
  ['a user', embed({ description: 'by <@!12>' }), 'embeds.0.description: live mention <@!12>'],
  ['a time', embed({ fields: [field({ value: '<t:1795425600:R>' })] }), 'live time <t:1795425600:R>'],
  ['an emoji', embed({ title: '<a:x:12>' }), 'live emoji'],
  ['a command', said('</x:12>'), 'live command'],
  ['a spoiler', said('||x||'), 'live spoiler'],
  ['a heading', said('a\n# b'), 'live heading'],
  ['a disguised link', said('[bank.example](https://evil.example)'), 'a disguised link to https://evil.example'],
  ['an unknown key', { ...said('x'), blocks: [] }, 'unknown key blocks'],
  ['an unknown key of an embed', embed({ colour: 1 }), 'embeds.0: unknown key colour'],
]
describe('takes, as Discord does, but names as a problem', () => {
  test.each(UNWISE)('%s', async (_what, message, problem) => {
    const got = await send(message)
    expect(got).toMatchObject({ status: 200, events: 1 })
    expect(got.problem).toContain(problem)
  })

  test('a message without wait, answered with nothing', async () => {
    const got = await send(GOOD, { to: url })
    expect(got).toMatchObject({ status: 204, answer: undefined })
    expect(got.problem).toContain('wait=true')
  })

  test('an address without a version', async () => {
    const got = await send(GOOD, { to: `${String(discord.config.webhook_url)}?wait=true` })
    expect(got).toMatchObject({ status: 200, problem: 'API version 6, not 10' })
  })
})

describe('refuses before it reads the message', () => {
  test.each([
    ['a wrong token', () => `${url}x`, 401, 50027],
    ['an unknown webhook', () => url.replace('/12345', '/92345'), 404, 10015],
    ['another path', () => `${discord.url}/api/v10/channels/1`, 404, 0],
    ['an unknown thread', () => `${url}?wait=true&thread_id=5`, 404, 10003],
  ])('%s', async (_what, to, status, code) => {
    expect(await send(GOOD, { to: to() })).toMatchObject({ status, answer: { code } })
  })
  test('a user agent of another form', async () => {
    expect(await send(GOOD, { headers: { 'user-agent': 'curl/8' } })).toMatchObject({
      status: 403,
      answer: { code: 40333 },
    })
  })
  test('a form', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await send('content=x', { headers })).toMatchObject({ status: 400, answer: { code: 50109 } })
  })
  test('PUT', async () => {
    expect(await send(GOOD, { method: 'PUT' })).toMatchObject({ status: 405, problem: 'PUT instead of POST' })
  })
})

test('beyond five at once it answers 429 with retry_after in decimal seconds', async () => {
  const limited = await startDiscord({ enforceRate: true, now: () => 0 })
  const to = `${String(limited.config.webhook_url).replace('/api/', '/api/v10/')}?wait=true`
  const headers = { 'content-type': 'application/json', 'user-agent': AGENT }
  const post = () => fetch(to, { method: 'POST', headers, body: JSON.stringify(said('x')) })
  const answers = await Promise.all(Array.from({ length: 6 }, post))
  const refused = answers.filter(({ status }) => status === 429)
  expect(await Promise.all(refused.map((answer) => answer.json()))).toEqual([
    { message: 'You are being rate limited.', retry_after: 1.001, global: false },
  ])
  await limited.close()
})
