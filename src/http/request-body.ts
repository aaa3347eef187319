import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { AppError } from '../core/error.ts'

export interface BodyLimits {
  bytes: number
  /** Without a byte for so long, while we are ready for one: 408. */
  idleMs: number
  /** For the whole body; left out, the server's own limit rules. */
  totalMs?: number
}

export interface Body {
  stream: Readable
  /** Why the body could not be taken to its end. A reader may have wrapped it into an error of its own. */
  failure(): AppError | undefined
}

const tooLarge = (limit: number): AppError => new AppError('too_large', `The body may have at most ${limit} bytes.`)

const tooSlow = (): AppError => new AppError('request_timeout', 'The body came too slowly. Send it again.')

const brokenOff = (): AppError => new AppError('bad_request', 'The body broke off before its end.')

interface Watch {
  arm(): void
  pause(): void
  stop(): void
}

const watchTime = (limits: BodyLimits, onLate: () => void): Watch => {
  let idle: NodeJS.Timeout | undefined
  const total = limits.totalMs === undefined ? undefined : setTimeout(onLate, limits.totalMs)
  const pause = (): void => clearTimeout(idle)
  const arm = (): void => {
    pause()
    idle = setTimeout(onLate, limits.idleMs)
  }
  const stop = (): void => {
    pause()
    clearTimeout(total)
  }
  return { arm, pause, stop }
}

/**
 * The request's body, counted and timed as it comes. It is not piped: a failed pipe destroys the request and with it
 * the socket, before the answer is out. The stream errors with an `AppError`.
 */
export const openBody = (request: IncomingMessage, limits: BodyLimits): Body => {
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) throw tooLarge(limits.bytes)
  let failure: AppError | undefined
  let received = 0
  const fail = (error: AppError): void => {
    failure ??= error
    stream.destroy(failure)
  }
  const watch = watchTime(limits, () => fail(tooSlow()))
  const onData = (chunk: Buffer): void => {
    received += chunk.length
    if (received > limits.bytes) {
      fail(tooLarge(limits.bytes))
      return
    }
    watch.arm()
    if (stream.push(chunk)) return
    watch.pause()
    request.pause()
  }
  const onEnd = (): void => {
    watch.stop()
    stream.push(null)
  }
  const onBreak = (): void => {
    if (!request.complete) fail(brokenOff())
  }
  const stream = new Readable({
    read: () => {
      if (request.readableEnded) return
      watch.arm()
      request.resume()
    },
    destroy: (error, done) => {
      watch.stop()
      request.off('data', onData).off('end', onEnd).off('close', onBreak)
      request.pause()
      done(error)
    },
  })
  // Whoever reads hears of it; the error must not end the process when nobody has begun to.
  stream.on('error', () => undefined)
  // A broken-off upload is also an error of the request itself, and stays one after we have stopped listening.
  request.on('error', () => undefined)
  request.on('data', onData).on('end', onEnd).on('close', onBreak)
  request.pause()
  return { stream, failure: () => failure }
}

/** The whole body. */
export const readBytes = async (request: IncomingMessage, limits: BodyLimits): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of openBody(request, limits).stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}
