import { Agent, Pool } from 'undici'
import type { HostRule, HttpClient, HttpRequest, HttpResponse } from '../core/http.ts'
import { TransportError } from '../core/http.ts'
import type { AllowRule } from './address-guard.ts'
import { exchange } from './exchange.ts'
import type { PeerPolicy } from './guarded-connector.ts'
import { createConnector } from './guarded-connector.ts'
import { reach } from './reach.ts'
import type { Resolve } from './resolve.ts'
import { lookupAll, shareLookups, withinTime } from './resolve.ts'
import { explainFault } from './transport-fault.ts'
import type { Target, UrlFault } from './url-guard.ts'
import { isFault, judgePolicy, judgeUrl, parseTarget } from './url-guard.ts'

export interface ClientOptions {
  signal: AbortSignal
  rule: HostRule
  onStart?(): void
}

/** All outbound requests of the service go through one of these. */
export interface Egress {
  /**
   * A client for one attempt: `signal` is its deadline, from the first lookup to the last byte of the answer. `onStart` is told
   * of each request before a byte of it is written.
   */
  client(options: ClientOptions): HttpClient
  /** What is wrong with a URL that is about to be saved; undefined when nothing is. */
  judge(url: string, rule: HostRule): Promise<UrlFault | undefined>
  /**
   * Resolves, judges and connects as a request would, TLS included, and closes again: nothing is sent. Throws a
   * `TransportError`, after five seconds at the latest.
   */
  reach(url: string, rule: HostRule): Promise<void>
  /** Waits for the requests under way, then closes all connections. */
  close(): Promise<void>
}

const MAX_HEADER_BYTES = 16_384
/** How long saving waits for a name; connecting judges it anyway. */
const JUDGE_LOOKUP_MS = 1000
/**
 * A connection in steady use is renewed after so many, so that a moved name is followed. Cheaper than an age in time
 * (`clientTtl`), which looks at each connection of the pool on each request: 20k against 25k requests a CPU second.
 */
const REQUESTS_PER_CONNECTION = 5000

/** The deadline is the caller's signal: undici's `bodyTimeout` is only an idle timer, which a dripping peer never meets. */
const createAgent = (policy: PeerPolicy, connections: number, insides: Set<string>): Agent =>
  new Agent({
    connections,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveMaxTimeout: 60_000,
    maxRequestsPerClient: REQUESTS_PER_CONNECTION,
    factory: (origin, options: Pool.Options) => {
      const { protocol, hostname, port } = new URL(origin)
      const host = hostname.replace(/^\[|\]$/g, '')
      const onInside = (): void => void insides.add(new URL(origin).origin)
      const target = { host, port: Number(port || (protocol === 'https:' ? 443 : 80)) }
      const connect = createConnector(target, { ...policy, onInside })
      return new Pool(origin, { ...options, connect })
    },
  })

/** Headers of the connection are the sender's own; another `host` or length would split or redirect the request. */
const OWN_HEADERS = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
])

const headersOf = (headers: Record<string, string>, userAgent: string): string[] => {
  const list = ['accept-encoding', 'identity']
  if (headers['user-agent'] === undefined) list.push('user-agent', userAgent)
  for (const [name, value] of Object.entries(headers)) if (!OWN_HEADERS.has(name.toLowerCase())) list.push(name, value)
  return list
}

const MAX_TARGETS = 1000

/** Most requests of a destination go to one address: taking it apart each time costs 6 us. */
const rememberTargets = (): ((url: string) => Target | UrlFault) => {
  const known = new Map<string, Target | UrlFault>()
  return (url) => {
    const target = known.get(url) ?? parseTarget(url)
    if (known.size >= MAX_TARGETS) known.clear()
    known.set(url, target)
    return target
  }
}

const refused = (fault: UrlFault): TransportError => new TransportError('blocked_address', fault.detail)

/** Hands over where a URL leads, and what forbids it to all but those whom the operator lets through. */
const createGate = (allow: readonly AllowRule[]) => {
  const targets = rememberTargets()
  return async <T>(
    url: string,
    rule: HostRule,
    signal: AbortSignal | undefined,
    use: (target: Target, forbidden?: UrlFault) => Promise<T>,
  ): Promise<T> => {
    const target = targets(url)
    if (isFault(target)) throw refused(target)
    const forbidden = judgePolicy(target, rule)
    if (forbidden && allow.length === 0) throw refused(forbidden)
    try {
      return await use(target, forbidden)
    } catch (error) {
      const fault = explainFault(error, target, signal)
      throw forbidden && fault.reason === 'blocked_address' ? refused(forbidden) : fault
    }
  }
}

/**
 * `connections`: at most that many to one origin. `resolve` gives all addresses of a name; the system's resolver unless
 * told. Nothing else is read: no proxy settings, no cookies, no redirects.
 */
export const createEgress = (options: {
  allow: AllowRule[]
  userAgent: string
  resolve?: Resolve
  connections?: number
}): Egress => {
  const { allow, userAgent, connections = 64 } = options
  const resolve = shareLookups(options.resolve ?? lookupAll)
  // Origins that led to a peer inside, once: as a name may lead elsewhere from one connection to the next, for good.
  const insides = new Set<string>()
  const anyPublic = { allow, resolve, onlyAllowed: false }
  const onlyAllowed = { allow, resolve, onlyAllowed: true }
  const open = createAgent(anyPublic, connections, insides)
  // What a rule forbids but the operator may have let through. Apart from the rest, as a pooled connection to a public
  // peer must not serve a request that only an allowed one may.
  const letThrough = createAgent(onlyAllowed, connections, insides)

  const go = createGate(allow)

  let closing: Promise<void> | undefined

  const send = (request: HttpRequest, { rule, ...guards }: ClientOptions): Promise<HttpResponse> =>
    go(request.url, rule, guards.signal, async ({ origin, path }, forbidden) => {
      const { method, body = null } = request
      const headers = headersOf(request.headers, userAgent)
      const limits = { ...guards, maxBytes: request.maxResponseBytes }
      const agent = forbidden ? letThrough : open
      const answer = await exchange(agent, { origin, path, method, headers, body }, limits)
      return insides.has(origin) ? { ...answer, inside: true } : answer
    })

  return {
    client: (options) => (request) => send(request, options),
    reach: (url, rule) =>
      go(url, rule, undefined, (target, forbidden) => reach(target, forbidden ? onlyAllowed : anyPublic)),
    judge: (url, rule) => judgeUrl(url, rule, allow, withinTime(resolve, JUDGE_LOOKUP_MS)),
    close: () => (closing ??= Promise.all([open.close(), letThrough.close()]).then(() => undefined)),
  }
}
