import { describe, expect, test } from 'vitest'
import {
  afterwards,
  anywhere,
  egressTo,
  http,
  leadsTo,
  noNames,
  ok,
  peer,
  post,
  send,
  vendor,
} from '../../test/egress.ts'
import { TransportError } from '../core/http.ts'
import { createEgress } from './http-client.ts'

describe('a request', () => {
  test('arrives as it was written, with its length in bytes and our own headers', async () => {
    const seen: unknown[] = []
    const receiver = await http((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        seen.push(request.method, request.url, request.headers, Buffer.concat(chunks).toString())
        response
          .writeHead(
            201,
            [
              ['X-Two', 'a'],
              ['x-two', 'b'],
              ['Retry-After', '7'],
            ].flat(),
          )
          .end('čau')
      })
    })
    const before = Date.now()
    const headers = {
      'content-type': 'text/plain',
      host: 'evil.example',
      'content-length': '1',
      authorization: 'Bearer x',
    }
    const request = post(`http://${peer(receiver)}/a/../b?sig=a'b%2F`, { headers, body: 'žluťoučký 🐴' })
    const response = await send(egressTo(peer(receiver)), request)
    expect(seen).toEqual([
      'POST',
      "/a/../b?sig=a'b%2F",
      {
        'accept-encoding': 'identity',
        'user-agent': 'pencheff-test/1',
        'content-type': 'text/plain',
        authorization: 'Bearer x',
        host: peer(receiver),
        connection: 'keep-alive',
        'content-length': '18',
      },
      'žluťoučký 🐴',
    ])
    expect(response).toMatchObject({ status: 201, body: 'čau', headers: { 'x-two': 'a, b', 'retry-after': '7' } })
    expect(response.at).toBeGreaterThanOrEqual(before)
    expect(response.at).toBeLessThanOrEqual(Date.now())
  })

  test('goes over a connection that is kept, looked up once', async () => {
    let lookups = 0
    const receiver = await http(ok)
    const countingLookup = (): Promise<string[]> => {
      lookups += 1
      return Promise.resolve(['127.0.0.1'])
    }
    const egress = egressTo(peer(receiver), countingLookup, 1)
    for (let n = 0; n < 20; n += 1) await send(egress, post(`http://hooks.vendor.example:${String(receiver.port)}/`))
    expect([receiver.connections, lookups]).toEqual([1, 1])
  })

  test('shares at most the given number of connections with others', async () => {
    const receiver = await http(ok)
    const egress = egressTo(peer(receiver), noNames, 3)
    const all = Array.from({ length: 50 }, () => send(egress, post(`http://${peer(receiver)}/`)))
    expect(new Set((await Promise.all(all)).map(({ body }) => body))).toEqual(new Set(['ok']))
    expect(receiver.connections).toBe(3)
  })

  test('reads no proxy settings', async () => {
    const [receiver, proxy] = [await http(ok), await http(ok)]
    process.env.HTTP_PROXY = process.env.http_proxy = `http://${peer(proxy)}`
    afterwards(() => {
      delete process.env.HTTP_PROXY
      delete process.env.http_proxy
    })
    await send(egressTo('127.0.0.1'), post(`http://${peer(receiver)}/`))
    expect([receiver.connections, proxy.connections]).toEqual([1, 0])
  })
})

describe('a forbidden destination is never connected to', () => {
  const literals = [
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '0'],
    ...['１２７.０.０.１', '%31%32%37.0.0.1', '127.0.0.1.', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
    ...['[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[0:0:0:0:0:0:0:1]', '[::]', '[fe80::1%25lo]'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost'],
  ]
  test.each(literals)('as %s', async (literal) => {
    const receiver = await http(ok)
    for (const allow of ['', '127.0.0.1:1']) {
      const egress = egressTo(allow, leadsTo('127.0.0.1'))
      for (const scheme of ['http', 'https']) {
        const sent = send(egress, post(`${scheme}://${literal}:${String(receiver.port)}/s3cr3t?s3cr3t`))
        await expect(sent).rejects.toMatchObject({ reason: 'blocked_address' })
        await expect(sent).rejects.not.toThrow(/s3cr3t/)
      }
    }
    expect(receiver.connections).toBe(0)
  })

  test.each<[string, string[]]>([
    ['a private address', ['127.0.0.1']],
    ['a public and a private one', ['8.8.8.8', '127.0.0.1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
    ['one with a zone', ['fe80::1%lo']],
    ['text that is no address', ['localhost']],
  ])('by a name that leads to %s', async (_, addresses) => {
    const receiver = await http(ok)
    const egress = egressTo('', leadsTo(...addresses))
    const url = `https://public.example:${String(receiver.port)}/`
    await expect(send(egress, post(url))).rejects.toThrow(
      new TransportError('blocked_address', 'public.example leads to an address that is not public'),
    )
    expect(receiver.connections).toBe(0)
  })

  test('by a name that moves between two connections', async () => {
    const receiver = await http((_, response) => response.setHeader('connection', 'close').end('ok'))
    const inside = await http(ok, { address: '127.0.0.2', port: receiver.port })
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1', '127.0.0.2'], ['127.0.0.1']]
    const egress = egressTo(peer(receiver), () => Promise.resolve(answers.shift() ?? []))
    const request = post(`http://moving.example:${String(receiver.port)}/`)
    expect(await send(egress, request)).toMatchObject({ body: 'ok' })
    await expect(send(egress, request)).rejects.toMatchObject({ reason: 'blocked_address' })
    await expect(send(egress, request)).rejects.toMatchObject({ reason: 'blocked_address' })
    expect(await send(egress, request)).toMatchObject({ body: 'ok' })
    expect([receiver.connections, inside.connections]).toEqual([2, 0])
  })

  test('when only another port of it is let through', async () => {
    const [receiver, other] = [await http(ok), await http(ok)]
    const egress = egressTo(peer(receiver))
    expect(await send(egress, post(`http://${peer(receiver)}/`))).toMatchObject({ status: 200 })
    await expect(send(egress, post(`http://${peer(other)}/`))).rejects.toMatchObject({ reason: 'blocked_address' })
    expect(other.connections).toBe(0)
  })

  test('when it is not the host of the vendor', async () => {
    const egress = egressTo('127.0.0.1:1', leadsTo('8.8.8.8'))
    const message = 'the host here is hooks.vendor.example; evil.example is not'
    await expect(send(egress, post('https://evil.example/services/x'), vendor)).rejects.toThrow(
      new TransportError('blocked_address', message),
    )
  })

  test('in plain http, unless the peer is let through, and then by any name', async () => {
    const receiver = await http(ok)
    const egress = egressTo(peer(receiver), (host) =>
      Promise.resolve([host === 'public.example' ? '8.8.8.8' : '127.0.0.1']),
    )
    const urlOf = (host: string) => `http://${host}:${String(receiver.port)}/`
    await expect(send(egress, post(urlOf('public.example')))).rejects.toThrow('use https:// and not http://')
    expect(await send(egress, post(urlOf('any.example')), vendor)).toMatchObject({ body: 'ok' })
    expect(await send(egress, post(urlOf('localhost')), vendor)).toMatchObject({ body: 'ok' })
  })

  test('with a user name in the URL', async () => {
    const receiver = await http(ok)
    const sent = send(egressTo(peer(receiver)), post(`http://user:pass@${peer(receiver)}/`))
    await expect(sent).rejects.toThrow('take the user name and password out of the URL')
    expect(receiver.connections).toBe(0)
  })
})

describe('judging a URL to be saved', () => {
  test('does not wait for a name server that is silent', async () => {
    const egress = createEgress({ allow: [], userAgent: 'x', resolve: () => new Promise(() => undefined) })
    expect(await egress.judge('https://silent.example/', anywhere)).toBeUndefined()
  })

  test('looks where a name leads', async () => {
    const egress = egressTo('', leadsTo('127.0.0.1'))
    expect(await egress.judge('https://inside.example/', anywhere)).toMatchObject({ code: 'destination_not_allowed' })
  })
})
