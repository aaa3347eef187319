import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGoogleChat } from './google-chat.ts'
import type { Receiver } from './receiver.ts'

const REPLY = '&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD'

let chat: Receiver
let url: string
beforeAll(async () => {
  chat = await startGoogleChat()
  url = String(chat.config.webhook_url)
})
afterAll(() => chat.close())

const send = async (body: unknown, { to = url, headers = {}, method = 'POST' } = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const init = { method, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } }
  const response = await fetch(to, method === 'GET' ? init : { ...init, body: text })
  const { problem, events } = chat.receipts.at(-1) ?? {}
  const answer = (await response.json()) as { name?: string; thread?: { name: string }; error?: { status: string } }
  return { status: response.status, answer, problem, events }
}

const paragraph = (text: string) => ({ textParagraph: { text } })
const card = (...widgets: unknown[]) => ({
  text: 'News',
  cardsV2: [{ cardId: 'a', card: { header: { title: 'SQL <injection>' }, sections: [{ widgets }] } }],
})
const buttons = (url: string) => ({ buttonList: { buttons: [{ text: 'Open', onClick: { openLink: { url } } }] } })
const columns = (count: number) => ({
  columns: { columnItems: Array.from({ length: count }, () => ({ widgets: [paragraph('x')] })) },
})

test('a good card is answered with the message', async () => {
  const good = card(
    { decoratedText: { topLabel: 'Where', text: 'a &lt; b <b>bold</b><br>', wrapText: true } },
    paragraph('<font color="#5f6368">x</font>'),
    columns(2),
    buttons('https://scan.example.com/f/1'),
  )
  const got = await send({ ...good, fallbackText: 'News', thread: { threadKey: 'scan-1' } }, { to: url + REPLY })
  expect(got).toMatchObject({ status: 200, problem: undefined, events: 1 })
  expect(got.answer).toMatchObject({
    name: expect.stringMatching(/^spaces\/\w+\/messages\/\w+\.\w+$/),
    thread: { threadKey: 'scan-1' },
  })
})

describe('a thread', () => {
  const threadOf = async (threadKey: string, option = REPLY) =>
    (await send({ text: 'x', thread: { threadKey } }, { to: url + option })).answer.thread?.name

  test('takes all messages of its key', async () => {
    expect(await threadOf('one')).toBe(await threadOf('one'))
    expect(await threadOf('one')).not.toBe(await threadOf('two'))
  })

  test('is made anew each time without messageReplyOption, which is named as a problem', async () => {
    expect(await threadOf('three', '')).not.toBe(await threadOf('three', ''))
    expect(chat.receipts.at(-1)?.problem).toContain('messageReplyOption')
  })

  test('that is not there is an error when only a reply will do', async () => {
    const to = `${url}&messageReplyOption=REPLY_MESSAGE_OR_FAIL`
    expect(await send({ text: 'x', thread: { threadKey: 'none' } }, { to })).toMatchObject({ status: 404, events: 0 })
  })
})

test('a repeated request id gets the first message back', async () => {
  const to = `${url}${REPLY}&requestId=r1`
  const first = await send({ text: 'x' }, { to })
  const second = await send({ text: 'x' }, { to })
  expect(second.answer.name).toBe(first.answer.name)
  expect([first.events, second.events]).toEqual([1, 0])
  expect(chat.receipts.at(-1)?.retried).toBe(true)
})

const REFUSED: [what: string, body: unknown, problem: string][] = [
  ['a body that is not JSON', '{"text":', 'Parsing error'],
  ['a lone surrogate', '{"text":"\\ud800"}', 'Parsing error'],
  ['neither text nor card', {}, 'cannot be empty'],
  ['an empty text', { text: '' }, 'cannot be empty'],
  ['a text that is no string', { text: 1 }, 'TYPE_STRING'],
  ['4,097 characters', { text: 'x'.repeat(4097) }, 'Maximum length of the field is 4096'],
  ['32,001 bytes', card(paragraph('漢'.repeat(11_000))), 'over 32000 bytes'],
  ['an unknown field', { text: 'x', blocks: [] }, 'Unknown name "blocks" at \'message\''],
  ['an unknown field of a widget', card({ textParagraph: { text: 'x', bold: true } }), 'Unknown name "bold"'],
  ['two widgets in one', card({ ...paragraph('x'), divider: {} }), 'not exactly one widget'],
  ['an empty widget text', card(paragraph('')), 'is empty'],
  ['a section without widgets', card(), "widgets' is empty"],
  ['a script as a link', card(buttons('javascript:alert(1)')), 'Invalid URL'],
  ['a thread without a key', { text: 'x', thread: {} }, 'message.thread'],
  [
    'two cards without ids',
    { cardsV2: Array(2).fill({ card: { sections: [{ widgets: [paragraph('x')] }] } }) },
    'card_id',
  ],
]
describe('refuses', () => {
  test.each(REFUSED)('%s', async (_what, body, problem) => {
    const got = await send(body)
    expect(got).toMatchObject({ status: 400, events: 0, answer: { error: { status: 'INVALID_ARGUMENT' } } })
    expect(got.problem).toContain(problem)
  })

  test.each([
    ['another space', () => url.replace('AAAA', 'BBBB'), 404, 'NOT_FOUND'],
    ['another path', () => `${chat.url}/v1/rooms/x/messages`, 404, 'NOT_FOUND'],
    ['a wrong token', () => url.replace('%3D', ''), 403, 'PERMISSION_DENIED'],
    ['a token that was encoded twice', () => url.replace('%3D', '%253D'), 403, 'PERMISSION_DENIED'],
    ['a wrong key', () => url.replace('key=demo', 'key=x'), 400, 'INVALID_ARGUMENT'],
    ['an unknown reply option', () => `${url}&messageReplyOption=YES`, 400, 'INVALID_ARGUMENT'],
  ])('%s', async (_what, to, status, word) => {
    const got = await send({ text: 'x' }, { to: to() })
    expect(got).toMatchObject({ status, events: 0, answer: { error: { status: word } }, problem: expect.any(String) })
  })

  test('another content type, and another method', async () => {
    expect(await send('x', { headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 400 })
    expect(await send('', { method: 'GET' })).toMatchObject({ status: 404 })
  })
})

const UNWISE: [what: string, body: unknown, problem: string][] = [
  ['a mention of everyone', { text: 'look <users/all>' }, 'live markup <users/all>'],
  ['a disguised link', { text: '<https://evil.example|bank.example>' }, 'live markup <'],
  ['an unescaped <', card(paragraph('a < b')), 'an unescaped <'],
  ['an unescaped &', card(paragraph('a & b')), 'an unescaped &'],
  ['a link in a card', card(paragraph('<a href="https://evil.example">bank</a>')), 'a link within the text'],
  ['three columns', card(columns(3)), 'only two columns show'],
  ['101 widgets', card(...Array.from({ length: 101 }, () => paragraph('x'))), 'over 100 widgets'],
  [
    'a button that needs an app',
    card({ buttonList: { buttons: [{ text: 'x', onClick: { action: { function: 'f' } } }] } }),
    'needs an app',
  ],
]
describe('takes, as Chat does, but names as a problem', () => {
  test.each(UNWISE)('%s', async (_what, body, problem) => {
    const got = await send(body)
    expect(got).toMatchObject({ status: 200, events: 1 })
    expect(got.problem).toContain(problem)
  })
})

test('beyond the rate of a space it answers 429 without Retry-After', async () => {
  const limited = await startGoogleChat({ enforceRate: true, now: () => 0 })
  const post = () =>
    fetch(String(limited.config.webhook_url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"text":"x"}',
    })
  const answers = await Promise.all(Array.from({ length: 7 }, post))
  const refused = answers.filter(({ status }) => status === 429)
  expect(refused).toHaveLength(2)
  expect(refused[0]?.headers.get('retry-after')).toBeNull()
  await limited.close()
})
