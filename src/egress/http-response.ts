import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import type { HttpResponse } from '../core/http.ts'

const DEFAULT_BYTES = 65_536
/** A page of a list may be large; more than this no answer needs, whatever a destination asks for. */
const MAX_BYTES = 8_388_608

/** Reads to the end or to the limit; then the connection is dropped rather than drained. */
const readBytes = (stream: Readable, limit: number): Promise<Buffer> =>
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
      if (size <= limit) return
      resolve(Buffer.concat(chunks).subarray(0, limit))
      stream.destroy()
    })
  })

const decoder = new TextDecoder()

/** A character that the limit cut in two is left out. */
const decode = (bytes: Buffer, limit: number): string =>
  bytes.length < limit ? decoder.decode(bytes) : new TextDecoder().decode(bytes, { stream: true })

const flatten = (headers: Record<string, string | string[] | undefined>): Record<string, string> => {
  const flat = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return flat
}

/** A compressed body is not inflated and counts as empty: none was asked for, and it may be a bomb. */
export const readResponse = async (
  { statusCode, headers, body }: Dispatcher.ResponseData,
  maxBytes = DEFAULT_BYTES,
): Promise<HttpResponse> => {
  const at = Date.now()
  const limit = Math.min(maxBytes, MAX_BYTES)
  const bytes = await readBytes(body, limit)
  const flat = flatten(headers)
  const isPlain = (flat['content-encoding'] ?? 'identity') === 'identity'
  return { status: statusCode, headers: flat, body: isPlain ? decode(bytes, limit) : '', at }
}
