import { beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../../test/api.ts'
import { canaryConfigs } from '../../test/canaries.ts'
import { useDatabase } from '../../test/database.ts'
import { type Receiver, startReceiver } from '../../test/receiver.ts'
import { KINDS } from '../destinations/destination.ts'

const database = useDatabase()
let receiver: Receiver
let api: Api
beforeAll(async () => {
  receiver = await startReceiver()
  api = await startApi({ db: database.db, egressAllow: '127.0.0.1' })
  return async () => {
    await api.close()
    await receiver.close()
  }
})

let count = 0
const make = async (kind: string, config: Record<string, unknown>): Promise<string> => {
  const { body, text } = await api.request('POST', '/integrations', {
    kind,
    name: `Host ${String((count += 1))}`,
    config,
  })
  expect(body.id, text).toBeDefined()
  return `/integrations/${String(body.id)}/reach`
}

describe('reaching the host of an integration', () => {
  it.each(KINDS)('connects to that of %s and sends nothing', async (kind) => {
    const { status, body } = await api.request('POST', await make(kind, canaryConfigs(receiver.url)[kind] ?? {}))
    expect({ status, body }).toEqual({
      status: 200,
      body: { ok: true, host: new URL(receiver.url).host, duration_ms: expect.any(Number) },
    })
    expect(receiver.requests).toHaveLength(0)
  })

  it('says what to mend where nothing listens, and shows no more of a secret address than its host', async () => {
    const path = await make('webhook', { webhook_url: 'http://127.0.0.1:9/hooks/s3cr3t?token=t0k3n' })
    const { status, body, text } = await api.request('POST', path)
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { ok: false, host: '127.0.0.1:9', reason: 'network', detail: expect.stringContaining('nothing listens') },
    })
    expect(text).not.toMatch(/s3cr3t|t0k3n/)
  })

  it('is refused by the guard where sending would be', async () => {
    const path = await make('webhook', { webhook_url: `${receiver.url}/in` })
    await using strict = await startApi({
      db: database.db,
      egressAllow: '',
      services: { ring: api.services.ring },
    })
    expect((await strict.request('POST', path)).body).toMatchObject({ ok: false, reason: 'blocked_address' })
    expect(receiver.requests).toHaveLength(0)
  })

  it('says so where the credential that holds the address does not open', async () => {
    const path = await make('webhook', { webhook_url: `${receiver.url}/in` })
    await using keyless = await startApi({ db: database.db })
    expect((await keyless.request('POST', path)).body).toMatchObject({
      ok: false,
      host: null,
      reason: 'credential_unusable',
    })
  })
})
