import type { IncomingMessage } from 'node:http'
import { headerValues } from './headers.ts'

export interface Cookie {
  name: string
  /** The header's value that gives the browser `value` to keep. */
  set(value: string): string
  /** The header's value that takes it away. */
  clear(): string
}

export interface Cookies {
  /** Holds the id of the session. */
  session: Cookie
  /** Holds a sign-in that went to a provider until it comes back. */
  signIn: Cookie
}

const DAY_SECONDS = 86_400

const cookieNamed = (base: string, isSecure: boolean, sameSite: 'Strict' | 'Lax', seconds: number): Cookie => {
  // The prefix makes a browser refuse one that another host of the domain, or a page without TLS, set in its place.
  const name = isSecure ? `__Host-${base}` : base
  const rest = `Path=/; HttpOnly; SameSite=${sameSite}${isSecure ? '; Secure' : ''}`
  return {
    name,
    set: (value) => `${name}=${value}; Max-Age=${seconds}; ${rest}`,
    clear: () => `${name}=; Max-Age=0; ${rest}`,
  }
}

/**
 * Where `PUBLIC_URL` is plain http, as on loopback, browsers keep neither `Secure` cookies nor the prefix reliably, so they
 * come without.
 */
export const createCookies = (publicUrl: string): Cookies => {
  const isSecure = publicUrl.startsWith('https:')
  return {
    session: cookieNamed('pencheff', isSecure, 'Strict', 7 * DAY_SECONDS),
    // Lax: it must come along when the provider sends the browser back.
    signIn: cookieNamed('pencheff-sign-in', isSecure, 'Lax', 600),
  }
}

/** Every value that the browser sent under this name: two mean that somebody planted one. */
export const cookieValues = (request: IncomingMessage, { name }: Cookie): string[] =>
  headerValues(request, 'cookie')
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
