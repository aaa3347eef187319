import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../receiver.ts'
import { createScene, finding, only, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
let scene: Scene
let other: Scene
let own: Receiver
let foreign: Receiver
beforeAll(async () => {
  scene = await createScene(used.service)
  other = await createScene(used.service)
})

const integrate = async (at: Scene, receiver: Receiver, name: string): Promise<string> => {
  const config = { hec_url: receiver.url, token: 'a-token-of-splunk', index: 'main' }
  const made = await at.api.post<{ id: string }>('/integrations', {
    kind: 'splunk',
    name,
    config,
    severity_filter: 'info',
    events: ['finding_new'],
  })
  return made.id
}

interface Victims {
  id: string
  neighbour: string
  stranger: string
}
let victims: Victims
let made = 0
beforeEach(async () => {
  own = await startReceiver()
  foreign = await startReceiver()
  made += 1
  victims = {
    id: await integrate(scene, own, `own ${made}`),
    neighbour: await integrate(scene, own, `neighbour ${made}`),
    stranger: await integrate(other, foreign, `stranger ${made}`),
  }
  await scene.request('PATCH', `/integrations/${victims.neighbour}`, { enabled: false })
  await other.request('PATCH', `/integrations/${victims.stranger}`, { enabled: false })
  return async () => {
    await scene.request('DELETE', `/integrations/${victims.id}`)
    await own.close()
    await foreign.close()
  }
})

/** What somebody who can write to the database, and has no key, might do to the row. */
const TAMPERINGS: [string, (victims: Victims) => [statement: string, values: unknown[]]][] = [
  [
    'the token of another integration',
    ({ id, neighbour }) => [
      'update integrations set (config_token, kid) = (select config_token, kid from integrations where id = $2) where id = $1',
      [id, neighbour],
    ],
  ],
  [
    'the token of another workspace',
    ({ id, stranger }) => [
      'update integrations set (config_token, kid) = (select config_token, kid from integrations where id = $2) where id = $1',
      [id, stranger],
    ],
  ],
  [
    'the token and the clear columns of another workspace',
    ({ id, stranger }) => [
      'update integrations set (config_token, kid, public_config, generation) = (select config_token, kid, public_config, generation from integrations where id = $2) where id = $1',
      [id, stranger],
    ],
  ],
  [
    'another host',
    ({ id }) => [
      `update integrations set public_config = jsonb_set(public_config, '{hec_url}', to_jsonb($2::text)) where id = $1`,
      [id, 'http://127.0.0.1:9/'],
    ],
  ],
  [
    'another index',
    ({ id }) => [`update integrations set public_config = public_config || '{"index": "audit"}' where id = $1`, [id]],
  ],
  [
    'a field more',
    ({ id }) => [`update integrations set public_config = public_config || '{"source": "x"}' where id = $1`, [id]],
  ],
  ['no clear columns', ({ id }) => [`update integrations set public_config = '{}' where id = $1`, [id]]],
  ['another kind', ({ id }) => [`update integrations set kind = 'webhook' where id = $1`, [id]]],
  ['another generation', ({ id }) => ['update integrations set generation = generation + 1 where id = $1', [id]]],
  ['the name of another key', ({ id }) => [`update integrations set kid = '0123456789ab' where id = $1`, [id]]],
  [
    'a token cut short',
    ({ id }) => ['update integrations set config_token = left(config_token, -8) where id = $1', [id]],
  ],
  [
    'one bit flipped',
    ({ id }) => [
      `update integrations set config_token = overlay(config_token placing (case substr(config_token, 60, 1) when 'A' then 'B' else 'A' end) from 60 for 1) where id = $1`,
      [id],
    ],
  ],
]

describe('an integration whose row was edited', () => {
  it.each(TAMPERINGS)('to hold %s stops, and nothing is sent', async (_, tamper) => {
    // Its configuration was opened before, and is known to the worker.
    await scene.scan([finding(`before ${made}`)])
    await scene.settled()
    const before = own.requests.length
    expect(before).toBeGreaterThan(0)
    await used.service.db.query(...tamper(victims))
    const tested = await scene.request('POST', `/integrations/${victims.id}/test`)
    expect(tested.status === 429 || String(tested.body.detail).startsWith('credential_unusable')).toBe(true)
    await scene.scan([finding(`after ${made}`)])
    await scene.settled()
    const [delivery] = (await scene.deliveries(`?integration_id=${victims.id}`)).slice(-1)
    expect(delivery).toMatchObject({ state: 'dead', detail: expect.stringContaining('credential_unusable') })
    expect(only(delivery!.attempts)).toMatchObject({ outcome: 'rejected', reason: 'credential_unusable', status: null })
    expect(own.requests).toHaveLength(before)
    expect(foreign.requests).toHaveLength(0)
  })

  it('to hold its own older token stops too', async () => {
    const read = async () =>
      (
        await used.service.db.query<{ config_token: string }>('select config_token from integrations where id = $1', [
          victims.id,
        ])
      ).rows[0]?.config_token
    const older = await read()
    await scene.request('PATCH', `/integrations/${victims.id}`, { config: { token: 'a-newer-token-of-splunk' } })
    await used.service.db.query('update integrations set config_token = $2 where id = $1', [victims.id, older])
    await scene.scan([finding(`older ${made}`)])
    await scene.settled()
    const delivery = only(await scene.deliveries(`?integration_id=${victims.id}`))
    expect(delivery).toMatchObject({ state: 'dead', detail: expect.stringContaining('credential_unusable') })
    expect(own.requests).toHaveLength(0)
  })
})
