import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { afterwards, anywhere, egressTo, http, ok, peer, post, send, tcp } from '../../test/egress.ts'
import { TransportError } from '../core/http.ts'

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

  test('is read as far as the request allows, and never beyond 8 MiB', async () => {
    const receiver = await http((_, response) => response.end(Buffer.alloc(9_000_000, 'x')))
    const lengthWith = async (maxResponseBytes: number): Promise<number> =>
      (await send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`, { maxResponseBytes }))).body.length
    expect(await lengthWith(10)).toBe(10)
    expect(await lengthWith(200_000)).toBe(200_000)
    expect(await lengthWith(1e9)).toBe(8_388_608)
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
    afterwards(() => {
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
