import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Receiver } from './receiver.ts'
import { startSlack } from './slack.ts'

let slack: Receiver
let url: string
beforeAll(async () => {
  slack = await startSlack()
  url = String(slack.config.webhook_url)
})
afterAll(() => slack.close())

const send = async (body: unknown, { to = url, headers = {}, method = 'POST' } = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method, headers: { 'content-type': 'application/json', ...headers } }
  const response = await fetch(to, method === 'GET' ? init : { ...init, body: text })
  const { problem, events } = slack.receipts.at(-1) ?? {}
  return { status: response.status, body: await response.text(), problem, events }
}
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false })
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true })
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) })
const button = (extra: object = {}) => ({
  type: 'button',
  text: plain('Open'),
  url: 'https://scan.example.com/f/1',
  ...extra,
})
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const blocks = (...list: unknown[]) => ({ text: 'News', blocks: list })

const GOOD = {
  text: 'CRITICAL new finding: SQL injection &lt;here&gt;',
  unfurl_links: false,
  unfurl_media: false,
  blocks: [
    { type: 'header', text: plain('SQL injection in /login') },
    {
      type: 'section',
      fields: [mrkdwn('*Project*\nacme &amp; sons'), mrkdwn('<https://scan.example.com/f/1|Open finding>')],
    },
    {
      type: 'rich_text',
      elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'select <!channel> && 1' }] }],
    },
    { type: 'divider' },
    actions(button({ action_id: 'a', style: 'danger' }), button({ action_id: 'b' })),
    { type: 'context', block_id: 'foot', elements: [plain('first seen 2026-11-23')] },
  ],
}

test('a good message is answered ok', async () => {
  expect(await send(GOOD)).toEqual({ status: 200, body: 'ok', problem: undefined, events: 1 })
})

test('limits are met exactly', async () => {
  const full = blocks(
    { type: 'header', text: plain('😀'.repeat(150)) },
    section('x'.repeat(3000)),
    { type: 'section', fields: Array.from({ length: 10 }, () => mrkdwn('x'.repeat(900))) },
    { type: 'context', elements: Array.from({ length: 10 }, () => plain('x')) },
    actions(...Array.from({ length: 25 }, (_, i) => button({ action_id: `a${String(i)}` }))),
  )
  expect(await send(full)).toMatchObject({ body: 'ok', problem: undefined })
  expect(await send(blocks(...Array.from({ length: 50 }, () => ({ type: 'divider' }))))).toMatchObject({ body: 'ok' })
})

const long = (n: number) => 'x'.repeat(n)
const REFUSED: [what: string, message: unknown, word: string, problem: string][] = [
  ['neither text nor blocks', {}, 'no_text', 'neither text nor blocks'],
  ['an empty text', { text: '' }, 'no_text', 'neither text nor blocks'],
  ['a text that is no string', { text: 1 }, 'invalid_payload', 'text is not a string'],
  ['a body that is not JSON', '{"text":', 'invalid_payload', 'not a JSON object'],
  ['a lone surrogate', '{"text":"\\ud800"}', 'invalid_payload', 'not a JSON object'],
  ['blocks that are no list', { text: 'x', blocks: {} }, 'invalid_blocks_format', 'blocks is not a list'],
  [
    '51 blocks',
    blocks(...Array.from({ length: 51 }, () => ({ type: 'divider' }))),
    'invalid_blocks',
    '51 items, 50 fit',
  ],
  ['an unknown block', blocks({ type: 'input' }), 'invalid_blocks', 'block input is not known'],
  ['an unknown key', blocks({ type: 'divider', colour: 1 }), 'invalid_blocks', 'unknown key colour'],
  [
    'a header over 150',
    blocks({ type: 'header', text: plain(long(151)) }),
    'invalid_blocks',
    '151 characters, 150 fit',
  ],
  ['mrkdwn in a header', blocks({ type: 'header', text: mrkdwn('x') }), 'invalid_blocks', 'blocks[0].text is mrkdwn'],
  ['a section over 3000', blocks(section(long(3001))), 'invalid_blocks', '3001 characters, 3000 fit'],
  ['a section of nothing', blocks({ type: 'section' }), 'invalid_blocks', 'neither text nor fields'],
  ['an empty text object', blocks(section('')), 'invalid_blocks', 'empty'],
  [
    'emoji beside mrkdwn',
    blocks({ type: 'section', text: { ...mrkdwn('x'), emoji: true } }),
    'invalid_blocks',
    'emoji does not',
  ],
  [
    '11 fields',
    blocks({ type: 'section', fields: Array.from({ length: 11 }, () => plain('x')) }),
    'invalid_blocks',
    '11 items, 10 fit',
  ],
  ['a field over 2000', blocks({ type: 'section', fields: [plain(long(2001))] }), 'invalid_blocks', '2001 characters'],
  [
    '11 context elements',
    blocks({ type: 'context', elements: Array.from({ length: 11 }, () => plain('x')) }),
    'invalid_blocks',
    '11 items, 10 fit',
  ],
  [
    'a button in a context',
    blocks({ type: 'context', elements: [button()] }),
    'invalid_blocks',
    'button does not belong',
  ],
  ['26 buttons', blocks(actions(...Array.from({ length: 26 }, () => button()))), 'invalid_blocks', '26 items, 25 fit'],
  [
    'a button text over 75',
    blocks(actions(button({ text: plain(long(76)) }))),
    'invalid_blocks',
    '76 characters, 75 fit',
  ],
  [
    'a button URL over 3000',
    blocks(actions(button({ url: `https://x.example/${long(3000)}` }))),
    'invalid_blocks',
    'url has 3018 characters',
  ],
  ['a javascript: URL', blocks(actions(button({ url: 'javascript:alert(1)' }))), 'invalid_blocks', 'not an http'],
  ['an unknown style', blocks(actions(button({ style: 'loud' }))), 'invalid_blocks', 'style is unknown'],
  ['an action_id over 255', blocks(actions(button({ action_id: long(256) }))), 'invalid_blocks', '256 characters'],
  [
    'an action_id twice',
    blocks(actions(button({ action_id: 'a' }), button({ action_id: 'a' }))),
    'invalid_blocks',
    'action_id a stands twice',
  ],
  [
    'a block_id twice',
    blocks({ type: 'divider', block_id: 'a' }, { type: 'divider', block_id: 'a' }),
    'invalid_blocks',
    'block_id a stands twice',
  ],
  ['a block_id over 255', blocks({ type: 'divider', block_id: long(256) }), 'invalid_blocks', '256 characters'],
  [
    'an empty rich text element',
    blocks({ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] }),
    'invalid_blocks',
    'empty',
  ],
  [
    'more than 13,200 characters over all blocks',
    blocks(...Array.from({ length: 5 }, () => section(long(2700)))),
    'msg_blocks_too_long',
    '13500 characters',
  ],
  [
    '101 attachments',
    { text: 'x', attachments: Array.from({ length: 101 }, () => ({})) },
    'too_many_attachments',
    '101',
  ],
  [
    'a bad block in an attachment',
    { text: 'x', attachments: [{ blocks: [section('')] }] },
    'invalid_attachments',
    'empty',
  ],
]
describe('refuses', () => {
  test.each(REFUSED)('%s', async (_what, message, word, problem) => {
    const got = await send(message)
    expect(got).toMatchObject({ status: 400, body: word, events: 0 })
    expect(got.problem).toContain(problem)
  })
})

const UNWISE: [what: string, message: unknown, problem: string][] = [
  ['a broadcast in the text', { text: 'look <!channel>' }, 'text: live mention <!channel>'],
  ['a broadcast in a block', blocks(section('<!here> now')), 'blocks[0].text: live mention <!here>'],
  ['a user mention', blocks(section('by <@U123>')), 'live mention <@U123>'],
  ['a channel link', blocks({ type: 'context', elements: [mrkdwn('<#C1|x>')] }), 'live mention <#C1|x>'],
  [
    'a mention in rich text',
    blocks({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'here' }] }],
    }),
    'live mention of a broadcast',
  ],
  ['a disguised link', blocks(section('<https://evil.example/x|bank.com>')), 'disguised link'],
  ['an unescaped <', blocks(section('a < b')), 'an unescaped <'],
  ['an unescaped &', blocks(section('R&D')), 'an unescaped &'],
  ['blocks without text', { blocks: [{ type: 'divider' }] }, 'no top-level text'],
  ['a key that hooks ignore', { text: 'x', channel: '#general' }, 'channel has no place'],
  ['an unknown key', { text: 'x', foo: 1 }, 'unknown key foo'],
]
describe('takes, as Slack does, but names as a problem', () => {
  test.each(UNWISE)('%s', async (_what, message, problem) => {
    const got = await send(message)
    expect(got).toMatchObject({ status: 200, body: 'ok' })
    expect(got.problem).toContain(problem)
  })
})

describe('refuses before it reads the message', () => {
  test('a form', async () => {
    const got = await send('payload={}', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(got).toMatchObject({ status: 400, body: 'invalid_payload' })
    expect(got.problem).toContain('application/x-www-form-urlencoded')
  })
  test('GET', async () => {
    expect(await send('', { method: 'GET' })).toMatchObject({ status: 405, problem: 'GET instead of POST' })
  })
  test.each([
    ['a wrong token', () => `${url}x`, 403, 'invalid_token'],
    ['an unknown hook', () => url.replace('/B0', '/B1'), 404, 'no_service'],
    ['an unknown team', () => url.replace('/T0', '/T1'), 404, 'no_team'],
    ['another path', () => `${slack.url}/`, 404, 'no_service'],
  ])('%s', async (_what, to, status, body) => {
    const got = await send(GOOD, { to: to() })
    expect(got).toMatchObject({ status, body })
    expect(got.problem).toMatch(/path/)
  })
})

test('beyond one message a second it answers 429 with Retry-After', async () => {
  const limited = await startSlack({ enforceRate: true, now: () => 0 })
  const post = () =>
    fetch(String(limited.config.webhook_url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"x"}',
    })
  const answers = await Promise.all(Array.from({ length: 4 }, post))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['1'])
  await limited.close()
})
