import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { testLog } from '../../test/database.ts'
import { createIntents } from '../../test/intents.ts'
import { startReceiver } from '../../test/receiver.ts'
import type { HttpClient } from '../core/http.ts'
import type { Destination } from '../destinations/destination.ts'
import { webhook } from '../destinations/webhook.ts'
import { parseAllow } from '../egress/address-guard.ts'
import { createEgress } from '../egress/http-client.ts'
import type { Resolve } from '../egress/resolve.ts'
import { ATTEMPT_DEADLINE_MS, sendOne } from './attempt.ts'

const sleepForAnAttempt = (): void => void vi.setSystemTime(Date.now() + ATTEMPT_DEADLINE_MS)

/** Sends to a site under that name, in words of one's own. */
const sendTo = async (
  url: string,
  send: (http: HttpClient) => Promise<unknown>,
  resolve: Resolve = () => Promise.resolve(['127.0.0.1']),
) => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const destination: Destination = {
    ...webhook,
    send: async (_message, _config, { http }) => {
      await send(http)
      return { status: 'delivered' }
    },
  }
  const egress = createEgress({ allow: parseAllow(new URL(url).host), userAgent: 'test', resolve })
  onTestFinished(egress.close)
  const render = { productName: 'Acme', publicUrl: 'https://acme.example' }
  const sender = { egress, render, intents: () => createIntents(), log: testLog }
  return (await sendOne(sender, destination, {}, () => ({}), { deliveryId: 'd' })).result
}

const LATE = { status: 'retry', reason: 'timeout' }

describe('an attempt whose process stood still until its time was over, though no timer has said so yet,', () => {
  it('asks for nothing more', async () => {
    await using site = await startReceiver(({ method }) => {
      if (method === 'GET') sleepForAnAttempt()
      return { status: 200 }
    })
    const url = `${site.url}/tickets`
    const result = await sendTo(url, async (http) => {
      await http({ method: 'GET', url, headers: {} })
      await http({ method: 'POST', url, headers: {} })
    })
    expect(result).toMatchObject(LATE)
    expect(site.requests.map(({ method }) => method)).toEqual(['GET'])
  })

  it('writes nothing on the connection that it waited for', async () => {
    await using site = await startReceiver()
    const url = `http://site.test:${new URL(site.url).port}/hook`
    const result = await sendTo(
      url,
      (http) => http({ method: 'POST', url, headers: {} }),
      () => {
        sleepForAnAttempt()
        return Promise.resolve(['127.0.0.1'])
      },
    )
    expect(result).toMatchObject(LATE)
    expect(site.requests).toEqual([])
  })
})
