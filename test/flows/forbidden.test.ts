import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sampleEvents } from '../../src/core/sample.ts'
import { sendOne, sendTest } from '../../src/delivery/attempt.ts'
import { webhook } from '../../src/destinations/webhook.ts'
import { createEgress } from '../../src/egress/http-client.ts'
import { judgeUrl } from '../../src/egress/url-guard.ts'
import { newId } from '../../src/core/id.ts'
import { pointersOf } from '../api.ts'
import { testLog } from '../database.ts'
import { FORBIDDEN_HOSTS, PUBLIC_ADDRESSES } from '../forbidden-addresses.ts'
import { createIntents } from '../intents.ts'
import { connectMcp } from '../mcp.ts'
import { createScene, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService({ egressAllow: '' })
const listeners: Server[] = []
let connections = 0
let port = 0
let scene: Scene

/** Whatever reaches this machine's own addresses is counted. */
const listenAt = async (address: string, at: number): Promise<number> => {
  const server = createServer((socket) => {
    connections += 1
    socket.destroy()
  })
  server.listen(at, address)
  await once(server, 'listening')
  listeners.push(server)
  const bound = server.address()
  return typeof bound === 'object' && bound !== null ? bound.port : 0
}

beforeAll(async () => {
  port = await listenAt('0.0.0.0', 0)
  await listenAt('::1', port).catch(() => undefined)
  scene = await createScene(used.service)
})
afterAll(() => listeners.forEach((server) => server.close()))

const urlsOf = (host: string): string[] => [`https://${host}:${port}/hook`, `http://${host}:${port}/hook`]
const URLS = (): string[] => FORBIDDEN_HOSTS.flatMap((host) => urlsOf(host).slice(0, 1))

const inTurns = async <T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> => {
  const rest = items.values()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of rest) await run(item)
    }),
  )
}

describe('a destination that is not public, in a thousand spellings,', () => {
  it('is named in more than a thousand ways', () => {
    expect(FORBIDDEN_HOSTS.length).toBeGreaterThan(1000)
  })

  it('is not taken for a new integration', async () => {
    const taken: string[] = []
    await inTurns(URLS(), async (hec_url) => {
      const answer = await scene.request('POST', '/integrations', {
        kind: 'splunk',
        name: 'no',
        config: { hec_url, token: 'a-token' },
      })
      if (answer.status !== 422 || !pointersOf(answer).includes('/config/hec_url'))
        taken.push(`${hec_url}: ${answer.text}`)
    })
    expect(taken).toEqual([])
    expect(await scene.api.all('/integrations')).toEqual([])
  }, 120_000)

  it('is not taken for a change of one', async () => {
    const config = { hec_url: 'https://203.0.114.7:8088', token: 'a-token' }
    const { id } = await scene.api.post<{ id: string }>('/integrations', {
      kind: 'splunk',
      name: 'public',
      enabled: false,
      config,
    })
    const taken: string[] = []
    await inTurns(URLS(), async (hec_url) => {
      const answer = await scene.request('PATCH', `/integrations/${id}`, { config: { hec_url, token: 'a-token' } })
      if (answer.status !== 422) taken.push(`${hec_url}: ${answer.text}`)
    })
    expect(taken).toEqual([])
    expect(await scene.api.get(`/integrations/${id}`)).toMatchObject({ config: { hec_url: config.hec_url } })
  }, 120_000)

  it('is not taken from an agent', async () => {
    await using mcp = await connectMcp(used.service.url, scene.key)
    const taken: string[] = []
    await inTurns(URLS(), async (hec_url) => {
      const { isError, body } = await mcp.call('export_to_splunk', {
        config: { hec_url, token: 'a-token' },
        finding_ids: [newId()],
      })
      if (!isError || body.code !== 'invalid') taken.push(`${hec_url}: ${JSON.stringify(body)}`)
    })
    expect(taken).toEqual([])
  }, 120_000)

  it('is not taken from a file of integrations', async () => {
    const taken: string[] = []
    await inTurns(URLS(), async (hec_url) => {
      const integrations = [{ kind: 'splunk', name: 'no', config: { hec_url, token: 'a-token' } }]
      const answer = await scene.request('POST', '/integrations/apply', { integrations })
      if (!pointersOf(answer).includes('/integrations/0/config/hec_url')) taken.push(`${hec_url}: ${answer.text}`)
    })
    expect(taken).toEqual([])
    expect(await scene.api.all('/integrations')).toHaveLength(1)
  }, 120_000)

  it('is not connected to by a test or a delivery of what was stored all the same', async () => {
    const egress = createEgress({ allow: [], userAgent: 'test' })
    const render = { productName: 'Pencheff', publicUrl: 'https://p.example' }
    const sender = { egress, render, intents: () => createIntents(), log: testLog }
    const facts = { deliveryId: newId(), isNew: true }
    const reached: string[] = []
    await inTurns(FORBIDDEN_HOSTS.flatMap(urlsOf), async (webhook_url) => {
      const config = { webhook_url, webhook_secret: `whsec_${'A'.repeat(32)}`, signature: 'standard' as const }
      for (const { status, result } of [
        await sendTest(sender, webhook, config, newId()),
        await sendOne(sender, webhook, config, () => webhook.render(sampleEvents.finding_new, config, render), facts),
      ])
        if (status !== null || result.status !== 'rejected' || result.reason !== 'blocked_address')
          reached.push(`${webhook_url}: ${JSON.stringify(result)}`)
    })
    await egress.close()
    expect(reached).toEqual([])
  }, 120_000)

  it('was not connected to once', () => {
    expect(connections).toBe(0)
  })
})

describe('a public address', () => {
  it('passes, also right beside a forbidden range', async () => {
    expect(PUBLIC_ADDRESSES.length).toBeGreaterThanOrEqual(50)
    for (const address of PUBLIC_ADDRESSES) {
      const url = `https://${address.includes(':') ? `[${address}]` : address}:8088/`
      expect(
        await judgeUrl(url, { fields: ['hec_url'], ipLiterals: true, highPorts: true }, [], () => Promise.resolve([])),
        url,
      ).toBeUndefined()
    }
  })
})
