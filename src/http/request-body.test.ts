import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { action, KEY, useDoors } from '../../test/http-door.ts'
import { rawExchange } from '../../test/raw-http.ts'
import { AppError } from '../core/error.ts'
import { defineOperation, type Operation } from '../operations/operation.ts'

const { start } = useDoors()

const countBytes = (limit: number): Operation =>
  defineOperation({
    name: 'importReport',
    method: 'POST',
    path: '/report',
    scope: 'scans:write',
    tag: 'scans',
    summary: 'Counts',
    rawBody: true,
    bodyLimit: limit,
    status: 200,
    output: z.object({ bytes: z.number() }),
    run: async ({ stream }) => {
      let bytes = 0
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.byteLength
      } catch (cause) {
        throw new AppError('invalid_report', 'The report cannot be read.', { cause })
      }
      return { bytes }
    },
  })

const reportHead = (length: string): string =>
  `POST /api/report HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: ???\r\n${length}\r\n\r\n`

describe('a streamed body', () => {
  it('reaches the operation whole and of any media type', async () => {
    const door = await start([countBytes(20 * 1024 * 1024)])
    const bytes = 10 * 1024 * 1024
    const [answer] = await rawExchange(door.port, [
      Buffer.from(reportHead(`Content-Length: ${bytes}`)),
      Buffer.alloc(bytes),
    ])
    expect(answer).toMatchObject({ status: 200, body: `{"bytes":${bytes}}` })
  })

  it('is refused at its limit while it comes, whatever the operation makes of that', async () => {
    const door = await start([countBytes(100_000)])
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`
    const [answer] = await rawExchange(
      door.port,
      `${reportHead('Transfer-Encoding: chunked')}${chunk.repeat(3)}0\r\n\r\n`,
    )
    expect(answer?.status).toBe(413)
  })

  it('is cut off when the rest of a refused one goes on for long', async () => {
    const door = await start([countBytes(100_000)])
    const socket = connect(door.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(reportHead('Transfer-Encoding: chunked'))
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const writeOn = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', writeOn).resume()
    writeOn()
    await closed
    expect(socket.bytesWritten).toBeLessThan(64 * 1024 * 1024)
  })

  it('that stops coming is answered 408', async () => {
    const door = await start([countBytes(100_000)], { timeouts: { idleMs: 50 } })
    const [answer] = await rawExchange(door.port, `${reportHead('Content-Length: 10')}abc`)
    expect(answer?.status).toBe(408)
  })

  it('that breaks off is not an operation done', async () => {
    const door = await start([countBytes(100_000)])
    const socket = connect(door.port, '127.0.0.1')
    socket.write(`${reportHead('Content-Length: 10')}abc`)
    await once(socket, 'connect')
    await expect.poll(() => socket.bytesWritten).toBeGreaterThan(100)
    socket.destroy()
    await expect.poll(() => door.lines.join('')).toContain('/api/report')
    expect(door.lines.join('')).not.toContain('"status":200')
    expect(door.lines.join('')).not.toContain('"level":50')
  })

  it('may be left unread by the operation', async () => {
    const door = await start([action('ignore', async () => 'ok', { rawBody: true, bodyLimit: 10_000_000 })])
    const head = `POST /api/ignore HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${KEY}\r\nContent-Length: 1000000\r\n\r\n`
    const next = `GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n`
    const answers = await rawExchange(door.port, head + 'a'.repeat(1_000_000) + next, { answers: 2 })
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })
})
