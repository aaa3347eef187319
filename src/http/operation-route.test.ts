import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { action, BODY, OWNER_KEY, post, send, useDoors } from '../../test/http-door.ts'
import { AppError } from '../core/error.ts'
import { defineOperation } from '../operations/operation.ts'

const { start, startTargets } = useDoors()

describe('an operation', () => {
  it('makes, gives, lists and deletes', async () => {
    const { door } = await startTargets()
    const made = await post(door, '/api/targets', BODY)
    expect(made.status).toBe(201)
    expect(made.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const target = z.object({ id: z.uuid() }).parse(await made.json())
    expect(await (await send(door, `/api/targets/${target.id}`)).json()).toEqual({ ...BODY, id: target.id })
    expect(await (await send(door, '/api/targets?limit=5')).json()).toMatchObject({ items: [{ id: target.id }] })
    const deleted = await send(door, `/api/targets/${target.id}`, { method: 'DELETE' })
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
  })

  it('answers a malformed id exactly as an unknown one', async () => {
    const { door } = await startTargets()
    const bodies = ['nonsense', '018f0000-0000-7000-8000-000000000000'].map(async (id) => {
      const problem = (await (await send(door, `/api/targets/${id}`)).json()) as object
      return { ...problem, instance: '', request_id: '' }
    })
    const [malformed, unknown] = await Promise.all(bodies)
    expect(malformed).toEqual(unknown)
  })

  it('answers a HEAD as its GET, without the body', async () => {
    const { door } = await startTargets()
    const head = await send(door, '/api/targets', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0)
  })

  it('takes a body exactly at its limit', async () => {
    const door = await start([action('echo', async () => 'ok', { body: z.string(), bodyLimit: 1_000 })])
    expect((await post(door, '/api/echo', 'a'.repeat(998))).status).toBe(200)
    expect((await post(door, '/api/echo', 'a'.repeat(999))).status).toBe(413)
  })

  it('without a body of its own takes none or an empty object, but no field', async () => {
    const door = await start([action('act', async () => 'ok')])
    expect((await send(door, '/api/act', { method: 'POST' })).status).toBe(200)
    expect((await post(door, '/api/act', {})).status).toBe(200)
    expect((await post(door, '/api/act', { url: 'http://x' })).status).toBe(422)
  })

  it('gets undefined for an optional body that is left out', async () => {
    const operation = defineOperation({
      name: 'note',
      method: 'POST',
      path: '/note',
      scope: 'scans:write',
      tag: 'scans',
      summary: 'Notes',
      body: z.strictObject({ note: z.string() }),
      bodyOptional: true,
      status: 200,
      output: z.object({ body: z.string() }),
      run: async ({ body }) => ({ body: typeof body }),
    })
    const door = await start([operation])
    expect(await (await send(door, '/api/note', { method: 'POST' })).json()).toEqual({ body: 'undefined' })
    expect((await post(door, '/api/note', { note: 1 })).status).toBe(422)
  })

  it('of the instance is for its owner alone', async () => {
    const door = await start([action('list', async () => [], { method: 'GET', scope: 'instance' })])
    expect((await send(door, '/api/list')).status).toBe(403)
    expect((await send(door, '/api/list', { key: OWNER_KEY })).status).toBe(200)
  })

  it('that fails unforeseen answers 500, tells nothing, and is logged under the request id', async () => {
    const broken = async (): Promise<never> => {
      throw new Error('password of the database is hunter2')
    }
    const door = await start([action('break', broken)])
    const response = await send(door, '/api/break', { method: 'POST' })
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).not.toContain('hunter2')
    const requestId = response.headers.get('x-request-id') ?? ''
    expect(text).toContain(requestId)
    const logged = door.lines.filter((line) => line.includes('request failed'))
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain(requestId)
  })

  it('whose answer does not fit its output is a failure where answers are checked', async () => {
    const door = await start([action('wrong', async () => 1, { output: z.string() })])
    expect((await send(door, '/api/wrong', { method: 'POST' })).status).toBe(500)
  })

  it('hands its own errors over with their headers and faults', async () => {
    const door = await start([
      action('busy', async () => {
        throw new AppError('unavailable', 'Later.')
      }),
    ])
    const response = await send(door, '/api/busy', { method: 'POST' })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await response.json()).toMatchObject({ code: 'unavailable', detail: 'Later.' })
  })
})
