/** RFC 9110 §5.6.2: what a field's name is made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]{1,128}$/i
/** RFC 9110 §5.5 without obs-text: nothing that a peer could read as the end of the line. */
const VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$|^$/
const MAX_HEADERS = 50
const MAX_VALUE = 8192

/** Framing, routing and proxies' own fields: whoever sets them can split, redirect or disguise a request. */
const OURS = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'via',
  'forwarded',
  'cookie',
  'user-agent',
  'x-pencheff-signature',
  // These open the metadata services of Google's and Amazon's clouds.
  'metadata-flavor',
  'metadata',
  'x-aws-ec2-metadata-token',
  '__proto__',
])
const OURS_BY_PREFIX = ['webhook-', 'proxy-', 'x-forwarded-', 'x-aws-ec2-metadata-']

const isOurs = (name: string): boolean => OURS.has(name) || OURS_BY_PREFIX.some((prefix) => name.startsWith(prefix))

export interface HeaderFault {
  /** The header's name, where the fault is one header's. */
  name?: string
  detail: string
}

const faultOf = (name: string, value: string): string | undefined => {
  if (!TOKEN.test(name)) return 'the name of a header has only letters, digits and -'
  if (isOurs(name.toLowerCase())) return 'this header is set by the service'
  if (value.length > MAX_VALUE) return `a header has at most ${MAX_VALUE} characters`
  return VALUE.test(value) ? undefined : 'a header has only visible ASCII, inner spaces and tabs'
}

/** What is wrong with headers that a customer adds. Never says a value. */
export const headerFaults = (headers: Record<string, string>): HeaderFault[] => {
  const names = Object.keys(headers)
  if (names.length > MAX_HEADERS) return [{ detail: `at most ${MAX_HEADERS} headers` }]
  const repeated = names.filter((name, at) => names.findIndex((n) => n.toLowerCase() === name.toLowerCase()) < at)
  return [
    ...repeated.map((name) => ({ name, detail: 'this header stands twice' })),
    ...Object.entries(headers).flatMap(([name, value]) => {
      const detail = faultOf(name, value)
      return detail === undefined ? [] : [{ name, detail }]
    }),
  ]
}
