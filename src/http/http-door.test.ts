import { describe, expect, it } from 'vitest'
import { action, KEY, send, useDoors, withKey } from '../../test/http-door.ts'
import { rawExchange } from '../../test/raw-http.ts'

const { start, startTargets } = useDoors()

describe('every answer', () => {
  it('carries a request id of our own and the security headers, and no CORS header', async () => {
    const { door } = await startTargets()
    for (const path of ['/api/targets', '/api/nothing', '/healthz']) {
      const { headers } = await send(door, path, {
        headers: { 'x-request-id': 'mine', origin: 'https://evil.example' },
      })
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'; frame-ancestors 'none'")
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  it('is one line in the log and one count by route, with no path, query or key in either', async () => {
    const { door } = await startTargets()
    await send(door, '/api/targets/11111111-1111-4111-8111-111111111111')
    await send(door, '/api/tenant-text?api_key=tenant-text')
    const metrics = await (await fetch(`${door.url}/metrics`)).text()
    expect(metrics).toContain('http_requests_total{method="GET",route="/api/targets/:id",status="404"} 1')
    expect(metrics).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 1')
    expect(metrics).toContain('http_request_duration_seconds_count{method="GET",route="/api/targets/:id"} 1')
    const said = metrics + door.lines.join('')
    for (const text of ['tenant-text', '11111111', KEY]) expect(said).not.toContain(text)
    expect(door.lines.filter((line) => line.includes('/api/targets/:id'))).toHaveLength(1)
  })
})

describe('the door itself', () => {
  it('finishes running requests before it closes, and takes no new ones', async () => {
    const started = Promise.withResolvers<void>()
    const gate = Promise.withResolvers<void>()
    const slow = async (): Promise<string> => {
      started.resolve()
      await gate.promise
      return 'done'
    }
    const door = await start([action('slow', slow)])
    const running = send(door, '/api/slow', { method: 'POST' })
    await started.promise
    const closed = door.close()
    await expect.poll(() => rawExchange(door.port, withKey('GET /healthz HTTP/1.1'))).toEqual([])
    gate.resolve()
    expect(await (await running).json()).toBe('done')
    await closed
  })

  it('says that it runs, and whether it can serve', async () => {
    let ready = async (): Promise<boolean> => true
    const { door } = await startTargets({ ready: () => ready() })
    const readiness = async () => {
      const response = await fetch(`${door.url}/readyz`)
      return [response.status, await response.json()]
    }
    expect(await (await fetch(`${door.url}/healthz`)).json()).toEqual({ status: 'ok' })
    expect(await readiness()).toEqual([200, { status: 'ok' }])
    ready = async () => false
    expect(await readiness()).toEqual([503, { status: 'unavailable' }])
    ready = async () => {
      throw new Error('no database')
    }
    expect(await readiness()).toEqual([503, { status: 'unavailable' }])
  })

  it('shows its OpenAPI document and a page of it without a key', async () => {
    const { door } = await startTargets()
    const document = await (await fetch(`${door.url}/api/openapi.json`)).json()
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: { '/targets': { post: { operationId: 'createTarget' } } },
    })
    const page = await fetch(`${door.url}/api/docs`)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; frame-ancestors 'none'/,
    )
    expect(await page.text()).toContain('/api/targets/{id}')
  })

  it('names the methods of a path that was asked with another', async () => {
    const { door } = await startTargets()
    const response = await send(door, '/api/targets/11111111-1111-4111-8111-111111111111', { method: 'PATCH' })
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'DELETE, GET, HEAD'])
  })
})
