import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Network = [Address, number]

/** One entry of `EGRESS_ALLOW`; without a port it means every port. */
export type AllowRule = { host: string; port?: number } | { network: Network; port?: number }

// "Is it unicast" is not enough: ipaddr.js calls Azure's platform address and much unassigned IPv6 space unicast.
// IANA's special-purpose registries (RFC 6890), and what clouds and relays put at public-looking addresses.
const BLOCKED_V4: [cidr: string, reason: string][] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'AS112'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  ['168.63.129.16/32', 'cloud platform'],
]

const GLOBAL_V6 = ipaddr.parseCIDR('2000::/3')

// Inside 2000::/3. Each form that carries an IPv4 address within is refused whole, so nothing needs unwrapping.
const BLOCKED_V6: [cidr: string, reason: string][] = [
  ['2001::/23', 'protocol assignments, Teredo among them'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'AS112'],
  ['3fff::/20', 'documentation'],
]

const BLOCKED = [...BLOCKED_V4, ...BLOCKED_V6].map(([cidr, reason]) => ({ network: ipaddr.parseCIDR(cidr), reason }))

const isWithin = (address: Address, [base, bits]: Network): boolean =>
  address.kind() === base.kind() && address.match(base, bits)

/** Only canonical spellings; an IPv4-mapped address is the IPv4 address within. */
const parseAddress = (ip: string): Address | undefined => {
  if (ipaddr.IPv4.isValidFourPartDecimal(ip)) return ipaddr.IPv4.parse(ip)
  if (!ipaddr.IPv6.isValid(ip) || ip.includes('%')) return undefined
  const address = ipaddr.IPv6.parse(ip)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** Why this address is not a public one; undefined when it is. */
export const judgeAddress = (ip: string): string | undefined => {
  const address = parseAddress(ip)
  if (!address) return 'not an IP address'
  const hit = BLOCKED.find(({ network }) => isWithin(address, network))
  if (hit) return hit.reason
  return address.kind() === 'ipv6' && !isWithin(address, GLOBAL_V6) ? 'not global' : undefined
}

/** A host name as it is compared: lower case, without the root's dot. */
export const canonicalHost = (host: string): string => host.toLowerCase().replace(/\.$/, '')

/**
 * Whether the operator let this destination through. A rule for a network looks at the address, a rule for a host at the
 * name in the URL, whatever it leads to; `ip` is left out while it is not known.
 */
export const isAllowed = (
  rules: readonly AllowRule[],
  { ip, port, host }: { ip?: string; port: number; host?: string },
): boolean => {
  const address = ip === undefined ? undefined : parseAddress(ip)
  const name = host === undefined ? undefined : canonicalHost(host)
  return rules.some((rule) => {
    if (rule.port !== undefined && rule.port !== port) return false
    return 'host' in rule ? rule.host === name : address !== undefined && isWithin(address, rule.network)
  })
}

/**
 * The addresses of a name that may be connected to: all, or none when any is neither public nor let through. With
 * `onlyAllowed` public ones need to be let through too.
 */
export const admit = (
  addresses: readonly string[],
  { host, port }: { host: string; port: number },
  { allow, onlyAllowed }: { allow: readonly AllowRule[]; onlyAllowed: boolean },
): readonly string[] => {
  const isGood = (ip: string): boolean =>
    isAllowed(allow, { ip, port, host }) || (!onlyAllowed && judgeAddress(ip) === undefined)
  // `localhost` is both 127.0.0.1 and ::1, of which an operator names one.
  const candidates = canonicalHost(host) === 'localhost' ? addresses.filter(isGood) : addresses
  return candidates.every(isGood) ? candidates : []
}

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?'
// The last label of a name is never a number: a browser, and so a URL, would read `127.1` as an address.
const HOST_NAME = new RegExp(`^(?:${LABEL}\\.)*(?!(?:\\d+|0x[0-9a-f]*)$)${LABEL}$`)

/** Whether a canonical name is well-formed: labels of 1 to 63 characters, 253 in all. */
export const isHostName = (host: string): boolean => host.length <= 253 && HOST_NAME.test(host)

const ENTRY =
  /^(?:\[(?<v6>[^\]]*)\]|(?<bareCidr>[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*\/\d+)|(?<plain>[^:[\]]*))(?::(?<port>\d{1,5}))?$/

const parseNetwork = (text: string): Network | undefined => {
  const [ip = '', prefix, ...rest] = text.split('/')
  const address = parseAddress(ip)
  if (!address || rest.length > 0) return undefined
  const width = address.kind() === 'ipv4' ? 32 : 128
  if (prefix === undefined) return [address, width]
  const bits = Number(prefix)
  const isMapped = address.kind() === 'ipv4' && ip.includes(':')
  return /^\d{1,3}$/.test(prefix) && bits <= width && !isMapped ? [address, bits] : undefined
}

const firstOf = ([address, bits]: Network): string =>
  (address.kind() === 'ipv4'
    ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${String(bits)}`)
    : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${String(bits)}`)
  ).toString()

const checkNetwork = (network: Network, entry: string): Network => {
  const [address, bits] = network
  if (bits === 0) throw new Error(`EGRESS_ALLOW: "${entry}" would allow every address; name the networks`)
  const first = firstOf(network)
  if (first !== address.toString()) {
    throw new Error(`EGRESS_ALLOW: "${entry}" has bits set behind its prefix; write ${first}/${String(bits)}`)
  }
  return network
}

const parsePort = (text: string | undefined, entry: string): { port?: number } => {
  if (text === undefined) return {}
  const port = Number(text)
  if (port < 1 || port > 65_535) throw new Error(`EGRESS_ALLOW: the port of "${entry}" is not between 1 and 65535`)
  return { port }
}

const parseEntry = (entry: string): AllowRule => {
  const { v6, bareCidr, plain, port: portText } = ENTRY.exec(entry.toLowerCase())?.groups ?? {}
  const port = parsePort(portText, entry)
  const bracketed = v6 ?? bareCidr
  const network = parseNetwork(bracketed ?? plain ?? '')
  // Brackets are for IPv6 only.
  if (network && bracketed?.includes(':') !== false) return { network: checkNetwork(network, entry), ...port }
  const host = canonicalHost(plain ?? '')
  if (isHostName(host)) return { host, ...port }
  throw new Error(
    `EGRESS_ALLOW: "${entry}" is none of host, host:port, 10.0.0.0/8, 10.0.0.0/8:443, [fd00::1]:443, [fd00::/8]:443`,
  )
}

/** Reads `EGRESS_ALLOW`: comma-separated entries, blank for none. Throws an `Error` of one line on a malformed one. */
export const parseAllow = (text: string): AllowRule[] => {
  if (text.trim() === '') return []
  const entries = text.split(',').map((entry) => entry.trim())
  if (entries.includes('')) throw new Error('EGRESS_ALLOW: an entry between two commas is empty')
  return entries.map(parseEntry)
}
