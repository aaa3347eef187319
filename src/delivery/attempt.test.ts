import { expect, it, onTestFinished, vi } from 'vitest'
import { testLog } from '../../test/database.ts'
import { createIntents } from '../../test/intents.ts'
import { startReceiver } from '../../test/receiver.ts'
import { webhook } from '../destinations/webhook.ts'
import type { Destination } from '../destinations/destination.ts'
import { parseAllow } from '../egress/address-guard.ts'
import { createEgress } from '../egress/http-client.ts'
import { ATTEMPT_DEADLINE_MS, sendOne } from './attempt.ts'

it('asks for nothing more once its time is over, though the process stood still and no timer has said so', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  await using site = await startReceiver(({ method }) => {
    if (method === 'GET') vi.setSystemTime(Date.now() + ATTEMPT_DEADLINE_MS)
    return { status: 200 }
  })
  const request = (method: 'GET' | 'POST') => ({ method, url: `${site.url}/tickets`, headers: {} })
  const looksFirst: Destination = {
    ...webhook,
    send: async (_message, _config, { http }) => {
      await http(request('GET'))
      await http(request('POST'))
      return { status: 'delivered' }
    },
  }
  const egress = createEgress({ allow: parseAllow(new URL(site.url).host), userAgent: 'test' })
  onTestFinished(egress.close)
  const render = { productName: 'Acme', publicUrl: 'https://acme.example' }
  const sender = { egress, render, intents: () => createIntents(), log: testLog }
  const { result } = await sendOne(sender, looksFirst, {}, () => ({}), { deliveryId: 'd' })
  expect(result).toMatchObject({ status: 'retry', reason: 'timeout' })
  expect(site.requests.map(({ method }) => method)).toEqual(['GET'])
})
