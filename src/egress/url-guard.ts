import { isIP } from 'node:net'
import type { HostRule } from '../core/http.ts'
import type { AllowRule } from './address-guard.ts'
import { admit, canonicalHost, isAllowed, isHostName, judgeAddress } from './address-guard.ts'
import type { Resolve } from './resolve.ts'

/** What is wrong with a URL. `detail` names the mend; it may show the host and port, never the path or query. */
export interface UrlFault {
  code: string
  detail: string
}

/** Where a URL leads. */
export interface Target {
  secure: boolean
  /** As TLS and `Host` name it; an IPv6 address without brackets. */
  host: string
  port: number
  /** `https://host:port` without a default port. */
  origin: string
  /** Path and query. */
  path: string
  hasFragment: boolean
}

/** Of a URL that is saved; one that is sent may carry a longer query. */
const MAX_LENGTH = 2048

const fault = (code: string, detail: string): UrlFault => ({ code, detail })
const invalidUrl = (detail: string): UrlFault => fault('invalid_url', detail)

export const isFault = (value: Target | UrlFault): value is UrlFault => 'code' in value

// C0, DEL, C1, every blank and the invisible characters: a URL parser strips or encodes these in silence.
const INVISIBLE = /[\p{C}\p{Z}\\]/u
const PRINTABLE_ASCII = /^[\x21-\x7e]*$/
const PARTS = /^https?:\/\/([^/?#]*)([^#]*)/i

const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80))

/** Sent as it was written, since some vendors sign the query; the parser would rewrite `'` or `/../`. */
const pathOf = (raw: string, url: URL): string => {
  if (!PRINTABLE_ASCII.test(raw)) return url.pathname + url.search
  return raw.startsWith('/') ? raw : `/${raw}`
}

/** `0x7f.1`, `%6c` or full-width digits name a host that a reader does not see; a name in its own script is fine. */
const isPlainlyWritten = (authority: string, url: URL): boolean => {
  const host = authority.toLowerCase().replace(/:\d*$/, '')
  if (PRINTABLE_ASCII.test(host)) return host === url.hostname
  return !host.includes('%') && isIP(url.hostname) === 0
}

/** Takes a URL apart, or tells why it is none. It looks at no policy, and at nothing but the text. */
export const parseTarget = (text: string): Target | UrlFault => {
  if (INVISIBLE.test(text)) return invalidUrl('a URL has no blanks, backslashes or control characters')
  const url = URL.parse(text)
  if (!url) return invalidUrl('give a whole URL such as https://example.com/path')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return fault('scheme_not_allowed', 'use an https:// URL')
  const [, authority, rest = ''] = PARTS.exec(text) ?? []
  if (authority === undefined) return invalidUrl('write two slashes behind the scheme, as in https://example.com/path')
  if (authority.includes('@')) return fault('userinfo_not_allowed', 'take the user name and password out of the URL')
  if (!isPlainlyWritten(authority, url)) return invalidUrl(`write the host as ${url.hostname}`)
  return {
    secure: url.protocol === 'https:',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(url),
    origin: url.origin,
    path: pathOf(rest, url),
    hasFragment: text.includes('#'),
  }
}

// RFC 6761, RFC 8375, ICANN's names that are never delegated, and what clusters call their services.
const SPECIAL_NAME = /(?:^|\.)(?:localhost|localdomain|internal|local|home\.arpa|intranet|private|corp|home|lan|svc)$/

const ASK_OPERATOR = 'an operator can let it through with EGRESS_ALLOW'
const notAllowed = (host: string): UrlFault =>
  fault('destination_not_allowed', `${host} is not a public destination; ${ASK_OPERATOR}`)

const judgeHost = (host: string, rule: HostRule): UrlFault | undefined => {
  if (isIP(host) !== 0) {
    if (judgeAddress(host) !== undefined) return notAllowed(host)
    return rule.ipLiterals ? undefined : fault('destination_not_allowed', 'give a host name and not an IP address')
  }
  const name = canonicalHost(host)
  return SPECIAL_NAME.test(name) || !name.includes('.') ? notAllowed(host) : undefined
}

const isVendorHost = (host: string, pattern: string): boolean =>
  pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1 : host === pattern

const judgeVendor = (host: string, hosts: readonly string[]): UrlFault | undefined => {
  if (hosts.some((pattern) => isVendorHost(host, pattern))) return undefined
  return fault('host_not_allowed_for_provider', `the host here is ${hosts.join(' or ')}; ${host} is not`)
}

const judgePort = (port: number, rule: HostRule): UrlFault | undefined => {
  if (port === 443 || (rule.highPorts && port > 1023)) return undefined
  const mend = rule.highPorts ? 'use port 443 or one above 1023' : 'use port 443'
  return fault('port_not_allowed', `${mend}, not ${String(port)}`)
}

/** What forbids this destination to everyone but those whom `EGRESS_ALLOW` names; undefined when nothing does. Pure. */
export const judgePolicy = (target: Target, rule: HostRule): UrlFault | undefined =>
  judgeHost(target.host, rule) ??
  (target.secure ? undefined : fault('scheme_not_allowed', 'use https:// and not http://')) ??
  (rule.hosts && judgeVendor(target.host, rule.hosts)) ??
  judgePort(target.port, rule)

const addressesOf = async (host: string, resolve: Resolve): Promise<string[]> => {
  if (isIP(host) !== 0) return [host]
  try {
    return await resolve(host)
  } catch {
    return []
  }
}

const DOT_STEP = /\/(?:\.|%2e){1,2}(?=\/|\?|$)/i

/** What nobody writes on purpose, and two parsers may read in two ways. */
const judgeForm = ({ host, path }: Target): UrlFault | undefined => {
  if (isIP(host) === 0 && !isHostName(canonicalHost(host))) return invalidUrl('the host is not a well-formed name')
  return DOT_STEP.test(path) ? invalidUrl('write the path without steps that are dots') : undefined
}

/**
 * Judges a URL that is about to be saved; the connection is judged again when it is made. A name that does not resolve
 * just now passes where its policy does: it may be known later, and connecting will tell.
 */
export const judgeUrl = async (
  text: string,
  rule: HostRule,
  allow: readonly AllowRule[],
  resolve: Resolve,
): Promise<UrlFault | undefined> => {
  if (text.length > MAX_LENGTH) return invalidUrl(`a URL has at most ${String(MAX_LENGTH)} characters`)
  const target = parseTarget(text)
  if (isFault(target)) return target
  if (target.hasFragment && rule.hosts) return fault('fragment_not_allowed', 'take the part behind # out of the URL')
  const malformed = judgeForm(target)
  if (malformed) return malformed
  const forbidden = judgePolicy(target, rule)
  if (!forbidden && rule.hosts) return undefined
  if (isAllowed(allow, target)) return undefined
  if (forbidden && allow.length === 0) return forbidden
  const addresses = await addressesOf(target.host, resolve)
  if (!forbidden && addresses.length === 0) return undefined
  const admitted = admit(addresses, target, { allow, onlyAllowed: forbidden !== undefined })
  return admitted.length > 0 ? undefined : (forbidden ?? notAllowed(target.host))
}
