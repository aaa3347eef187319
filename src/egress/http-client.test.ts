import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import tls from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import type { HostRule, HttpRequest } from '../core/http.ts'
import { TransportError } from '../core/http.ts'
import { parseAllow } from './address-guard.ts'
import type { Egress } from './http-client.ts'
import { createEgress } from './http-client.ts'
import type { Resolve } from './resolve.ts'

const pem = (name: string): string => readFileSync(new URL(`./fixtures/${name}.pem`, import.meta.url), 'utf8')
tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem('trusted-cert')])

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

interface Receiver {
  port: number
  connections: number
}

const start = async (server: Server, { address = '127.0.0.1', port = 0 } = {}): Promise<Receiver> => {
  const sockets = new Set<Socket>()
  const receiver = { port: 0, connections: 0 }
  server.on('connection', (socket: Socket) => {
    receiver.connections += 1
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  server.listen(port, address)
  await once(server, 'listening')
  receiver.port = (server.address() as AddressInfo).port
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return receiver
}

const http = (listener: RequestListener, at = {}): Promise<Receiver> => start(createServer(listener), at)
const tcp = (listener: (socket: Socket) => void): Promise<Receiver> => start(createTcpServer(listener))
const ok: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('ok'))
}

const dnsError = (code: string): Promise<never> => Promise.reject(Object.assign(new Error('dns'), { code }))
const noNames: Resolve = () => dnsError('ENOTFOUND')
const leadsTo =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses)
const egressTo = (allow: string, resolve: Resolve = noNames, connections = 64): Egress => {
  const egress = createEgress({ allow: parseAllow(allow), userAgent: 'pencheff-test/1', resolve, connections })
  cleanups.push(() => egress.close())
  return egress
}

const vendor: HostRule = { fields: ['webhook_url'], hosts: ['hooks.vendor.example'] }
const anywhere: HostRule = { fields: ['webhook_url'], ipLiterals: true, highPorts: true }
const post = (url: string, extra: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{}',
  ...extra,
})
const never = new AbortController().signal
const send = (egress: Egress, request: HttpRequest, rule = anywhere, signal = never) =>
  egress.client({ signal, rule })(request)
const peer = (receiver: Receiver): string => `127.0.0.1:${String(receiver.port)}`

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
    process.env['HTTP_PROXY'] = process.env['http_proxy'] = `http://${peer(proxy)}`
    cleanups.push(() => {
      delete process.env['HTTP_PROXY']
      delete process.env['http_proxy']
      return Promise.resolve()
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

describe('an answer', () => {
  test.each([301, 302, 303, 307, 308])('of %i is handed over and not followed', async (status) => {
    const inside = await http(ok)
    const location = `http://${peer(inside)}/`
    const receiver = await http((_, response) =>
      response.writeHead(status, { location, refresh: `0;${location}` }).end(),
    )
    const response = await send(egressTo('127.0.0.1'), post(`http://${peer(receiver)}/`))
    expect(response).toMatchObject({ status, headers: { location } })
    expect([receiver.connections, inside.connections]).toEqual([1, 0])
  })

  test('that is compressed is not inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024))
    const receiver = await http((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb))
    const response = await send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`))
    expect(response).toMatchObject({ status: 200, body: '', headers: { 'content-encoding': 'gzip' } })
  })

  test('of 1 GiB is cut at 64 KiB and its connection dropped', async () => {
    const closed = Promise.withResolvers<number>()
    const receiver = await http((request, response) => {
      const chunk = Buffer.alloc(65_536, 'x')
      const push = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.writeHead(200, { 'content-length': String(2 ** 30) })
      response.on('drain', push).on('close', () => {
        closed.resolve(request.socket.bytesWritten)
      })
      push()
    })
    const response = await send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`))
    expect(response.body).toBe('x'.repeat(65_536))
    expect(await closed.promise).toBeLessThan(32 * 1024 * 1024)
  })

  test('is cut between characters', async () => {
    const receiver = await http((_, response) => response.end(`xx${'€'.repeat(30_000)}`))
    const { body } = await send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`))
    expect(body).toBe(`xx${'€'.repeat(21_844)}`)
  })

  test('that is not UTF-8 is read with marks in its place', async () => {
    const receiver = await http((_, response) => response.end(Buffer.from([0x61, 0xff, 0x62])))
    const { body } = await send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`))
    expect(body).toBe('a\ufffdb')
  })
})

describe('a deadline', () => {
  const answers: Record<string, (socket: Socket) => void> = {
    'never answers': () => undefined,
    'drips its body': (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 10)
      socket.on('close', () => {
        clearInterval(timer)
      })
    },
    'drips its headers': (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x: y\r\n'), 10)
      socket.on('close', () => {
        clearInterval(timer)
      })
    },
    'sends 1xx without end': (socket) => {
      const timer = setInterval(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'), 10)
      socket.on('close', () => {
        clearInterval(timer)
      })
    },
  }
  test.each(Object.entries(answers))('ends a request to a peer that %s', async (_, answer) => {
    const receiver = await tcp((socket) =>
      socket.once('data', () => {
        answer(socket)
      }),
    )
    const started = performance.now()
    const sent = send(
      egressTo(peer(receiver)),
      post(`http://${peer(receiver)}/path`),
      anywhere,
      AbortSignal.timeout(150),
    )
    await expect(sent).rejects.toThrow(new TransportError('timeout', `${peer(receiver)} did not answer in time`))
    expect(performance.now() - started).toBeLessThan(1500)
  })

  test('ends one that waits for a name, and for its turn', async () => {
    const receiver = await tcp(() => undefined)
    const lookup = Promise.withResolvers<string[]>()
    const egress = egressTo('127.0.0.1', () => lookup.promise, 1)
    cleanups.push(() => {
      lookup.resolve([])
      return lookup.promise
    })
    const urls = ['http://slow.example/', `http://${peer(receiver)}/`, `http://${peer(receiver)}/`]
    const sent = urls.map((url) => send(egress, post(url), anywhere, AbortSignal.timeout(100)))
    for (const one of await Promise.allSettled(sent)) {
      expect(one).toMatchObject({ status: 'rejected', reason: { reason: 'timeout' } })
    }
  })

  test('that has passed, or a stop, sends nothing', async () => {
    const receiver = await http(ok)
    const sent = send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`), anywhere, AbortSignal.abort())
    await expect(sent).rejects.toThrow(`the request was stopped before ${peer(receiver)} had answered`)
    expect(receiver.connections).toBe(0)
  })
})

describe('a failure is told in plain words', () => {
  const answers: Record<string, (socket: Socket) => void> = {
    'the connection to PEER was reset': (socket) => socket.resetAndDestroy(),
    'PEER closed the connection before it had answered': (socket) => socket.end(),
    'PEER did not answer in HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    'PEER answered with too many headers': (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)
    },
  }
  test.each(Object.entries(answers))('%s', async (words, answer) => {
    const receiver = await tcp((socket) =>
      socket.once('data', () => {
        answer(socket)
      }),
    )
    const sent = send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/path`))
    await expect(sent).rejects.toThrow(new TransportError('network', words.replace('PEER', peer(receiver))))
  })

  test('when the body ends too early', async () => {
    const receiver = await tcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx')),
    )
    const sent = send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`))
    await expect(sent).rejects.toThrow(`${peer(receiver)} closed the connection before it had answered`)
  })

  test('when nothing listens, and when it does not speak TLS', async () => {
    const receiver = await http(ok)
    const egress = egressTo('127.0.0.1')
    await expect(send(egress, post('http://127.0.0.1:1/'))).rejects.toThrow(
      new TransportError('network', 'nothing listens at 127.0.0.1:1'),
    )
    await expect(send(egress, post(`https://${peer(receiver)}/`))).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringContaining('TLS') as string,
    })
  })

  test('when a name does not resolve, or just not now', async () => {
    const egress = egressTo('', (host) =>
      host === 'empty.example' ? Promise.resolve([]) : dnsError(host === 'later.example' ? 'EAI_AGAIN' : 'ENOTFOUND'),
    )
    const failure = (host: string) => send(egress, post(`https://${host}/path`))
    await expect(failure('gone.example')).rejects.toThrow('the name gone.example does not resolve')
    await expect(failure('empty.example')).rejects.toThrow('the name empty.example does not resolve')
    await expect(failure('later.example')).rejects.toThrow('the name later.example cannot be resolved just now')
  })

  test('when a header is not valid, and nothing is sent', async () => {
    const receiver = await http(ok)
    const request = post(`http://${peer(receiver)}/`, { headers: { 'x-a': 'b\r\nx-c: d' } })
    await expect(send(egressTo(peer(receiver)), request)).rejects.toThrow('a header of the request is not valid')
    expect(receiver.connections).toBe(0)
  })

  test('when it is closed', async () => {
    const egress = egressTo('127.0.0.1')
    await egress.close()
    await expect(send(egress, post('http://127.0.0.1:1/'))).rejects.toThrow('the service is shutting down')
  })
})

describe('TLS', () => {
  const tlsReceiver = (name: string, options = {}): Promise<Receiver> => {
    const server = createTlsServer(
      { key: pem(`${name}-key`), cert: pem(`${name}-cert`), ...options },
      (request, response) => {
        const { servername } = request.socket as unknown as { servername: string | false }
        response.end(JSON.stringify([servername, request.headers.host]))
      },
    )
    server.on('tlsClientError', () => undefined)
    return start(server)
  }

  test('keeps the name of the URL for the certificate and for Host', async () => {
    const receiver = await tlsReceiver('trusted')
    const egress = egressTo(peer(receiver), leadsTo('127.0.0.1'))
    const host = `hooks.test:${String(receiver.port)}`
    expect(JSON.parse((await send(egress, post(`https://${host}/`))).body)).toEqual(['hooks.test', host])
  })

  test('refuses a certificate that is not trusted, or is for another name', async () => {
    const [untrusted, trusted] = [await tlsReceiver('untrusted'), await tlsReceiver('trusted')]
    const egress = egressTo('127.0.0.1', leadsTo('127.0.0.1'))
    await expect(send(egress, post(`https://hooks.test:${String(untrusted.port)}/path`))).rejects.toThrow(
      `the TLS certificate of hooks.test:${String(untrusted.port)} is not trusted: it is self-signed`,
    )
    await expect(send(egress, post(`https://other.test:${String(trusted.port)}/path`))).rejects.toThrow(
      `the TLS certificate of other.test:${String(trusted.port)} is not trusted: it is for another name`,
    )
  })

  test('is of version 1.2 or later, whatever the process was started with', async () => {
    const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls
    Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' })
    cleanups.push(() => Promise.resolve(Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS })))
    const old = await tlsReceiver('trusted', {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    const sent = send(egressTo(peer(old), leadsTo('127.0.0.1')), post(`https://hooks.test:${String(old.port)}/`))
    await expect(sent).rejects.toMatchObject({ reason: 'network', message: expect.stringContaining('TLS') as string })
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
