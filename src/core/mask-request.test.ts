import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from './http.ts'
import { maskRequest, type Secrets } from './mask-request.ts'
import { MASK } from './secret.ts'

const request = (changes: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url: 'https://vendor.example/api?team=1',
  headers: { 'content-type': 'application/json' },
  body: '{}',
  ...changes,
})
const secrets = (changes: Partial<Secrets> = {}): Secrets => ({
  texts: [],
  headers: new Set(),
  url: false,
  ...changes,
})

describe('a masked request', () => {
  it('shows only the origin of an address that is itself the credential', () => {
    const masked = maskRequest(request({ url: 'https://hooks.example:8443/T/B/X?wait=1' }), secrets({ url: true }))
    expect(masked.url).toBe(`https://hooks.example:8443/${MASK}`)
  })

  it('hides the whole of authorization, of signatures and of secret headers', () => {
    const headers = {
      authorization: 'Basic YTpi',
      'webhook-signature': 'v1,abc',
      'x-pencheff-signature': 'sha256=ab',
      'x-team': 'red',
      'webhook-id': 'd1',
    }
    const masked = maskRequest(request({ headers }), secrets({ headers: new Set(['x-team']) }))
    expect(masked.headers).toEqual({
      authorization: MASK,
      'webhook-signature': MASK,
      'x-pencheff-signature': MASK,
      'x-team': MASK,
      'webhook-id': 'd1',
    })
  })

  it('leaves a request without secrets as it is', () => {
    expect(maskRequest(request(), secrets({ texts: ['a-secret-elsewhere'] }))).toEqual(request())
  })

  it('hides the longer of two secrets of which one begins with the other', () => {
    const masked = maskRequest(request({ body: 'token-one-two' }), secrets({ texts: ['token-one', 'token-one-two'] }))
    expect(masked.body).toBe(MASK)
  })

  it('holds no spelling of any secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 }), (secret) => {
        fc.pre(secret.isWellFormed() && !'{"key":"--"}'.includes(secret) && !MASK.includes(secret))
        const base64 = Buffer.from(secret).toString('base64')
        const masked = maskRequest(
          request({
            url: `https://vendor.example/${encodeURIComponent(secret)}`,
            headers: { 'x-key': base64 },
            body: JSON.stringify({ key: secret }),
          }),
          secrets({ texts: [secret] }),
        )
        expect(masked.url).toBe(`https://vendor.example/${MASK}`)
        expect(masked.headers['x-key']).not.toContain(base64.replace(/=+$/, ''))
        expect(JSON.parse(masked.body ?? '')).toEqual({ key: MASK })
      }),
    )
  })
})
