import { describe, expect, it } from 'vitest'
import { action, BODY, post, useDoors } from '../../test/http-door.ts'
import { AppError } from '../core/error.ts'

const { start, startTargets } = useDoors()

describe('an Idempotency-Key', () => {
  it('gives the first answer again and makes nothing twice', async () => {
    const { door, runs } = await startTargets()
    const first = await post(door, '/api/targets', BODY, { 'idempotency-key': 'k1' })
    const second = await post(door, '/api/targets', BODY, { 'idempotency-key': 'k1' })
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.json()).toEqual(await first.json())
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(runs).toEqual(['createTarget'])
  })

  it('is refused with another body', async () => {
    const { door } = await startTargets()
    await post(door, '/api/targets', BODY, { 'idempotency-key': 'k1' })
    const other = await post(door, '/api/targets', { ...BODY, name: 'Other' }, { 'idempotency-key': 'k1' })
    expect([other.status, await other.json()]).toMatchObject([409, { code: 'idempotency_conflict' }])
  })

  it('is refused while its first request still runs', async () => {
    const started = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const slow = async (): Promise<string> => {
      started.resolve()
      await gate.promise
      return 'made'
    }
    const door = await start([action('make', slow, { status: 201 })])
    const running = post(door, '/api/make', {}, { 'idempotency-key': 'k1' })
    await started.promise
    const second = await post(door, '/api/make', {}, { 'idempotency-key': 'k1' })
    expect([second.status, second.headers.get('retry-after')]).toEqual([409, '1'])
    gate.resolve()
    expect((await running).status).toBe(201)
  })

  it('is free again after a failure', async () => {
    let tries = 0
    const flaky = async (): Promise<number> => {
      tries += 1
      if (tries === 1) throw new AppError('unavailable')
      return tries
    }
    const door = await start([action('make', flaky, { status: 201 })])
    expect((await post(door, '/api/make', {}, { 'idempotency-key': 'k1' })).status).toBe(503)
    expect((await post(door, '/api/make', {}, { 'idempotency-key': 'k1' })).status).toBe(201)
  })

  it('is not used up by a request that is not valid', async () => {
    const { door } = await startTargets()
    expect((await post(door, '/api/targets', {}, { 'idempotency-key': 'k1' })).status).toBe(422)
    expect((await post(door, '/api/targets', BODY, { 'idempotency-key': 'k1' })).status).toBe(201)
  })
})
