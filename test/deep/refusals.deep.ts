import { expect, test } from 'vitest'
import { newId } from '../../src/core/id.ts'
import { sendTest } from '../../src/delivery/attempt.ts'
import { webhook } from '../../src/destinations/webhook.ts'
import { testLog } from '../database.ts'
import { egressTo, leadsTo } from '../egress.ts'
import { createIntents } from '../intents.ts'
import { median, report } from './figures.ts'

const BLOCKED = {
  'a private literal': 'https://10.0.0.1/hook',
  'a metadata literal': 'https://169.254.169.254/hook',
  'a literal within IPv6': 'https://[::ffff:10.0.0.1]/hook',
  'a name that leads to a private address': 'https://inside.example/hook',
  'a name of this machine': 'https://localhost/hook',
}
const SAMPLES = 200

test('refusals of what is inside tell nothing apart: one reason, medians of 200 within 10 ms', async () => {
  const egress = egressTo('', leadsTo('10.0.0.7'))
  const render = { productName: 'Pencheff', publicUrl: 'https://p.example' }
  const sender = { egress, render, intents: () => createIntents(), log: testLog }
  const times = new Map<string, number[]>()
  for (let n = 0; n < SAMPLES; n += 1)
    for (const [name, webhook_url] of Object.entries(BLOCKED)) {
      const config = { webhook_url, webhook_secret: `whsec_${'A'.repeat(32)}`, signature: 'standard' as const }
      const startedAt = performance.now()
      const { status, result } = await sendTest(sender, webhook, config, newId())
      times.set(name, [...(times.get(name) ?? []), performance.now() - startedAt])
      expect({ status, result }).toMatchObject({
        status: null,
        result: { status: 'rejected', reason: 'blocked_address' },
      })
    }
  const medians = [...times.values()].map(median)
  const spread = Math.max(...medians) - Math.min(...medians)
  report(`medians of refusals lie within ${spread.toFixed(2)} ms`)
  expect(spread).toBeLessThan(10)
})
