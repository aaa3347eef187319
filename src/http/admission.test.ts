import { describe, expect, it } from 'vitest'
import { KEY, READ_KEY, send, useDoors } from '../../test/http-door.ts'

const { startTargets } = useDoors()

describe('who asks', () => {
  it('hears the same for a missing, a malformed and an unknown key', async () => {
    const { door } = await startTargets()
    const values = [undefined, 'Basic eDp5', 'Bearer', 'Bearer unknown', `bearer ${KEY}`]
    const problems = values.map(async (authorization) => {
      const response = await fetch(`${door.url}/api/targets`, { headers: authorization ? { authorization } : {} })
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="pencheff"')
      return { ...((await response.json()) as object), instance: '', request_id: '' }
    })
    expect(new Set((await Promise.all(problems)).map((problem) => JSON.stringify(problem))).size).toBe(1)
  })

  it('is told which scope is lacking', async () => {
    const { door } = await startTargets()
    const response = await send(door, '/api/targets', { method: 'POST', key: READ_KEY })
    expect(await response.json()).toMatchObject({
      code: 'insufficient_scope',
      detail: expect.stringContaining('targets:write'),
    })
  })

  it('gets so many requests a minute and key, and is told when to come back', async () => {
    let now = Date.parse('2026-01-01T00:00:15Z')
    const { door } = await startTargets({ rateLimit: 2, now: () => new Date(now) })
    const statuses = [
      await send(door, '/api/targets'),
      await send(door, '/api/targets'),
      await send(door, '/api/targets'),
    ]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
    expect(statuses[2]?.headers.get('retry-after')).toBe('45')
    expect(statuses[0]?.headers.get('ratelimit-remaining')).toBe('1')
    expect((await send(door, '/api/targets', { key: READ_KEY })).status).toBe(200)
    now += 45_000
    expect((await send(door, '/api/targets')).status).toBe(200)
  })
})
