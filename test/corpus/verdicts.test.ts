import { expect, it } from 'vitest'
import { destinations } from '../../src/destinations/index.ts'
import { bodyOf } from './json.ts'
import { sampleRequest } from './spoil.ts'
import { typeFaults } from './typed-literal.ts'
import { judgeSamples } from './verdicts.ts'

it('all ten kinds take all five events, or say why one is not sent', () => {
  const verdicts = judgeSamples([...destinations.values()])
  expect(verdicts).toHaveLength(50)
  for (const { kind, event, result } of verdicts)
    expect(`${kind} ${event}: ${result}`).toMatch(/: (?:accepted|not sent, because [a-z].+)$/)
  const sent = verdicts.filter(({ result }) => result === 'accepted')
  expect(sent.map(({ validator }) => validator)).not.toContain('')
  expect(sent).toHaveLength(43)
})

it('a name that a vendor’s type does not know is noticed, at any depth', () => {
  const message = { from: '@googleapis/chat', name: 'chat_v1', type: 'chat_v1.Schema$Message' }
  const good = bodyOf(sampleRequest('google_chat'))
  const deep = { cardsV2: [{ card: { sections: [{ widgets: [{ textParagraph: { txt: 'x' } }] }] } }] }
  const block = { from: '@slack/types', name: 'KnownBlock', type: 'KnownBlock' }
  const header = (type: string) => ({ type: 'header', text: { type, text: 'x' } })
  const [[chat, unknown] = [], [plain, wrong] = []] = typeFaults([
    { ...message, values: [good, deep] },
    { ...block, values: [header('plain_text'), header('mrkdwn')] },
  ])
  expect([chat, plain]).toEqual([[], []])
  expect(unknown?.[0]).toContain('txt')
  expect(wrong?.[0]).toContain('mrkdwn')
})
