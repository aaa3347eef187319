import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { HttpResponse } from '../core/http.ts'

const MAX_BODY_BYTES = 65_536

/** Reads to the end or to the limit; then the connection is dropped rather than drained. */
const readBytes = (stream: Readable): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    stream.on('error', reject)
    stream.on('end', () => {
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    })
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      size += chunk.length
      if (size <= MAX_BODY_BYTES) return
      resolve(Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES))
      stream.destroy()
    })
  })

const decoder = new TextDecoder()

/** A character that the limit cut in two is left out. */
const decode = (bytes: Buffer): string =>
  bytes.length < MAX_BODY_BYTES ? decoder.decode(bytes) : new TextDecoder().decode(bytes, { stream: true })

const flatten = (headers: Record<string, string | string[] | undefined>): Record<string, string> => {
  const flat = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}

/** A compressed body is not inflated and counts as empty: none was asked for, and it may be a bomb. */
export const readResponse = async ({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<HttpResponse> => {
  const at = Date.now()
  const bytes = await readBytes(body)
  const flat = flatten(headers)
  const isPlain = (flat['content-encoding'] ?? 'identity') === 'identity'
  return { status: statusCode, headers: flat, body: isPlain ? decode(bytes) : '', at }
}
