import { request as send } from 'undici'
import { TransportError, type HttpClient } from '../../src/core/http.ts'

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url)
  return pathname + search
}

/** A client that sends every request to `origin`, as if the vendor's name resolved there. An abort is a timeout. */
export const clientTo =
  (origin: string, signal?: AbortSignal): HttpClient =>
  async (request) => {
    try {
      const response = await send(origin + pathOf(request.url), {
        method: request.method,
        headers: request.headers,
        ...(request.body !== undefined && { body: request.body }),
        ...(signal && { signal }),
      })
      const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const)
      return {
        status: response.statusCode,
        headers: Object.fromEntries(headers),
        body: await response.body.text(),
        at: Date.now(),
      }
    } catch (cause) {
      throw new TransportError(signal?.aborted ? 'timeout' : 'network', 'nothing answered', { cause })
    }
  }
