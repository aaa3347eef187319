import { createServer, type Server, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TransportError } from '../../src/core/http.ts'
import { egressTo, peer, post, send, tcp } from '../egress.ts'
import { quantile, report } from './figures.ts'

const DEADLINE_MS = 2_000
const AT_ONCE = 200
const OK = 'HTTP/1.1 200 OK\r\n'
const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024))

const repeat = (socket: Socket, text: string, everyMs: number): void => {
  const timer = setInterval(() => socket.write(text), everyMs)
  socket.once('close', () => clearInterval(timer))
}

const pour = (socket: Socket): void => {
  const chunk = Buffer.alloc(65_536, 'x')
  const push = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', push)
  push()
}

/** What each does once it was asked. */
const FAULTS: Record<string, (socket: Socket) => void> = {
  'never answers': () => undefined,
  'resets the connection': (socket) => socket.resetAndDestroy(),
  'closes it': (socket) => socket.end(),
  'drips its headers': (socket) => {
    socket.write(OK)
    repeat(socket, 'x: y\r\n', 50)
  },
  'sends headers without end': (socket) => {
    socket.write(OK)
    repeat(socket, `x: ${'y'.repeat(4_000)}\r\n`, 5)
  },
  'sends 1xx without end': (socket) => repeat(socket, 'HTTP/1.1 102 Processing\r\n\r\n', 20),
  'drips its body': (socket) => {
    socket.write(`${OK}content-length: 100000\r\n\r\n`)
    repeat(socket, 'x', 50)
  },
  'sends a gigabyte': (socket) => {
    socket.write(`${OK}content-length: 1073741824\r\n\r\n`)
    pour(socket)
  },
  'sends chunks without end': (socket) => {
    socket.write(`${OK}transfer-encoding: chunked\r\n\r\n`)
    repeat(socket, `1000\r\n${'x'.repeat(4_096)}\r\n`, 1)
  },
  'sends a bomb': (socket) => {
    socket.write(`${OK}content-encoding: gzip\r\ncontent-length: ${String(BOMB.length)}\r\n\r\n`)
    socket.write(BOMB)
  },
  'sends rubbish': (socket) => socket.end('\u0000\u0001rubbish\r\n\r\n'),
  'stops half way': (socket) => {
    socket.write(`${OK}content-length: 1000\r\n\r\nhalf`)
    socket.end()
  },
}

let healthy: Server
let healthyPort = 0
beforeAll(async () => {
  healthy = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(`${OK}content-length: 2\r\nconnection: close\r\n\r\nok`))
  })
  await new Promise<void>((resolve) => healthy.listen(0, '127.0.0.1', resolve))
  const address = healthy.address()
  healthyPort = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => healthy.close())

test.each(Object.entries(FAULTS))(
  '200 sends at once to a server that %s end in time and in little memory',
  async (name, fault) => {
    const receiver = await tcp((socket) => {
      socket.once('data', () => fault(socket))
    })
    const egress = egressTo('127.0.0.1', undefined, AT_ONCE)
    const before = process.memoryUsage.rss()
    let most = before
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50)
    const times: number[] = []
    const attempt = async (): Promise<void> => {
      const startedAt = performance.now()
      const sent = send(egress, post(`http://${peer(receiver)}/`), undefined, AbortSignal.timeout(DEADLINE_MS))
      const result: unknown = await sent.catch((error: unknown) => error)
      times.push(performance.now() - startedAt)
      if (result instanceof Error) expect(result).toBeInstanceOf(TransportError)
    }
    const others: number[] = []
    const other = async (): Promise<void> => {
      const startedAt = performance.now()
      const answer = await send(egress, post(`http://127.0.0.1:${String(healthyPort)}/`))
      expect(answer.status).toBe(200)
      others.push(performance.now() - startedAt)
    }
    const attempts = Promise.all(Array.from({ length: AT_ONCE }, attempt))
    for (let n = 0; n < 50; n += 1) await other()
    await attempts
    clearInterval(watch)
    const [slowest, grown] = [Math.max(...times), (most - before) / 2 ** 20]
    report(
      `${name}: slowest ${slowest.toFixed(0)} ms, ${grown.toFixed(0)} MB more, p95 of a healthy one ${quantile(others, 0.95).toFixed(1)} ms`,
    )
    expect(slowest).toBeLessThan(DEADLINE_MS + 500)
    expect(grown).toBeLessThan(100)
  },
)
