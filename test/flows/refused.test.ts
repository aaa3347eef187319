import { beforeAll, describe, expect, it } from 'vitest'
import { pointersOf } from '../api.ts'
import { createScene, finding, only, type Scene } from '../scene.ts'
import { useService } from '../service.ts'
import { countRows } from './count-rows.ts'
import { BAD_INPUT_CASES } from '../describe-bad-input.ts'
import { REFUSED_INTEGRATIONS } from './refused-integrations.ts'
import { type Ids, REFUSED_CASES, WAYS } from './refused-cases.ts'

const used = useService()
let scene: Scene
let other: Scene
let ids: Ids

const fill = async (at: Scene): Promise<Ids> => {
  const webhook = await used.receive('webhook')
  const integration = await at.integrate(webhook, { events: ['finding_new'] })
  await at.scan([finding('SQL injection')])
  await at.settled()
  const delivery = only(await at.deliveries())
  return {
    target: at.targetId,
    scan: await at.startScan(),
    finding: String(delivery.finding_id),
    integration,
    delivery: delivery.id,
    event: delivery.event_id,
  }
}

beforeAll(async () => {
  scene = await createScene(used.service)
  other = await createScene(used.service)
  ids = await fill(scene)
  await Promise.all([scene.settled(), other.settled()])
})

describe('a request that must be refused', () => {
  it('comes in more than 700 forms, the requests that cannot be read among them', () => {
    const names = [...REFUSED_CASES, ...REFUSED_INTEGRATIONS, ...BAD_INPUT_CASES].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(700)
  })

  it.each([...REFUSED_CASES, ...REFUSED_INTEGRATIONS])('$name', async (refused) => {
    const before = await countRows(used.service.db)
    const [method, path, body] = refused.send(ids)
    const answer = await scene.request(method, path, body)
    expect(answer, answer.text).toMatchObject({ status: refused.status, body: { code: refused.code } })
    if (refused.pointer !== undefined) expect(pointersOf(answer)).toContain(refused.pointer)
    expect(await countRows(used.service.db)).toBe(before)
  })

  it('leaves the scan running and the finding and the integration as they were', async () => {
    expect(await scene.api.get(`/scans/${ids.scan}`)).toMatchObject({ status: 'running' })
    expect(await scene.api.get(`/findings/${ids.finding}`)).toMatchObject({
      verification_status: 'unverified',
      suppressed: null,
      recheck: null,
      state: 'open',
    })
    expect(await scene.api.get(`/integrations/${ids.integration}`)).toMatchObject({ kind: 'webhook', enabled: true })
  })
})

const UNKNOWN = '018f0000-0000-7000-8000-000000000000'
const unknownIds = (id: string): Ids => ({
  target: id,
  scan: id,
  finding: id,
  integration: id,
  delivery: id,
  event: id,
})

/** The answer without what differs from request to request. */
const bare = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
  const { instance: _instance, request_id: _id, ...rest } = body
  return { status, ...rest }
}

describe('a thing of another workspace', () => {
  it.each(
    WAYS.map((send) => ({
      send,
      name: send({ target: '', scan: '', finding: '', integration: '', delivery: '', event: '' }).slice(0, 2).join(' '),
    })),
  )('is not there for $name, as an unknown and a malformed id are not', async ({ send }) => {
    const before = await countRows(used.service.db)
    const [foreign, unknown, malformed] = await Promise.all(
      [ids, unknownIds(UNKNOWN), unknownIds('1')].map(async (each) => other.request(...send(each))),
    )
    expect(foreign).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect(bare(foreign!)).toEqual(bare(unknown!))
    expect(bare(foreign!)).toEqual(bare(malformed!))
    expect(await countRows(used.service.db)).toBe(before)
  })

  it('gives empty lists as filters, and no items', async () => {
    const paths = [
      `/findings?target_id=${ids.target}`,
      `/findings?scan_id=${ids.scan}`,
      `/scans?target_id=${ids.target}`,
      `/events?finding_id=${ids.finding}`,
      `/deliveries?integration_id=${ids.integration}`,
      `/deliveries?scan_id=${ids.scan}`,
      '/integrations',
    ]
    for (const path of paths) expect(await other.api.all(path)).toEqual([])
  })

  it('is refused in a body with a pointer, as an unknown one is', async () => {
    const config = { webhook_url: 'https://hooks.acme.example/a' }
    const bodies: [string, Record<string, unknown>, string][] = [
      ['/scans', { target_id: ids.target }, '/target_id'],
      ['/integrations', { kind: 'webhook', name: 'New', config, target_ids: [ids.target] }, '/target_ids/0'],
    ]
    for (const [path, body, pointer] of bodies) {
      const answer = await other.request('POST', path, body)
      expect(answer.status).toBe(422)
      expect(pointersOf(answer)).toEqual([pointer])
    }
  })

  it('has cursors of its own', async () => {
    await scene.startScan()
    const { body } = await scene.request('GET', '/scans?limit=1')
    const cursor = String(body.next_cursor)
    expect(await scene.request('GET', `/scans?limit=1&cursor=${cursor}`)).toMatchObject({ status: 200 })
    for (const answer of [
      await other.request('GET', `/scans?limit=1&cursor=${cursor}`),
      await scene.request('GET', `/events?limit=1&cursor=${cursor}`),
      await scene.request('GET', `/scans?status=done&cursor=${cursor}`),
    ])
      expect(answer).toMatchObject({ status: 422, body: { code: 'bad_cursor' } })
  })
})
