import { textOf } from './answer-text.ts'
import type { ApiAnswer } from './api.ts'

/** What a browser does of itself: it keeps cookies and says which page a request is for. */
export interface Browser {
  /** Sends a request below `/api` as a page of ours does; `headers` override, and an empty one leaves its header out. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>
  /** Opens an address, also of another server, or sends a form there; redirects are not followed. */
  open(url: string, form?: URLSearchParams): Promise<Response>
  /** By their names. */
  cookies: Map<string, string>
}

const keep = (cookies: Map<string, string>, answer: Response): void => {
  for (const line of answer.headers.getSetCookie()) {
    const [pair = '', ...attributes] = line.split('; ')
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    if (attributes.some((attribute) => /^(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute))) cookies.delete(name)
    else cookies.set(name, value)
  }
}

const objectOf = (text: string): Record<string, unknown> => {
  const value: unknown = text.startsWith('{') ? JSON.parse(text) : {}
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

/** `origin`: of the pages, `url` unless told. */
export const createBrowser = (url: string, origin = url): Browser => {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (address: string): Map<string, string> => {
    const { host } = new URL(address)
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    return jar
  }
  const cookieOf = (address: string): string => [...jarOf(address)].map((pair) => pair.join('=')).join('; ')
  return {
    cookies: jarOf(url),
    request: async (method, path, body, headers = {}) => {
      const all = {
        cookie: cookieOf(url),
        origin,
        'sec-fetch-site': 'same-origin',
        'x-pencheff-csrf': '1',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      }
      const answer = await fetch(`${url}/api${path}`, {
        method,
        headers: Object.entries(all).filter(([, value]) => value !== ''),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      keep(jarOf(url), answer)
      const text = await textOf(answer)
      return { status: answer.status, headers: answer.headers, body: objectOf(text), text }
    },
    open: async (address, form) => {
      const answer = await fetch(address, {
        redirect: 'manual',
        headers: { cookie: cookieOf(address) },
        ...(form && { method: 'POST', body: form }),
      })
      keep(jarOf(address), answer)
      return answer
    },
  }
}
