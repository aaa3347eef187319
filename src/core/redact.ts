import type { EventPayload, FindingView } from './event.ts'

export const REDACTED = '[redacted]'

type Rule = [pattern: RegExp, replacement: string | ((match: string, ...groups: string[]) => string)]

/**
 * One of these, in any case, or an `@`, is in whatever a rule matches. None holds what JSON escapes, so that a text that
 * holds one still does as a part of JSON.
 */
const SIGNS =
  `-----begin ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox xapp- akia asia abia acca aiza ya29 rk_ sk_ whsec_ sk-
  npm_ pypi- sg. dop_v1_ hvs. atatt3 pcf_ pcl_ pcs_ eyj hooks.slack webhooks/ authorization bearer basic cookie passw passphrase
  pwd secret token credential key sessi`.split(/\s+/)

const SIGN_HERE = new RegExp(SIGNS.join('|').replaceAll('.', '\\.'), 'iy')

/** The place in `BEGINNINGS` of three characters, from that of the three which end one before; case makes no difference. */
const placeOf = (place: number, unit: number): number => ((place << 5) | (unit & 31)) & 0x7fff

/** By the lowest 5 bits of three characters: 1 where a sign begins so. */
const BEGINNINGS = new Uint8Array(0x8000)
for (const sign of SIGNS) BEGINNINGS[[0, 1, 2].reduce((place, index) => placeOf(place, sign.charCodeAt(index)), 0)] = 1

/**
 * Whether one of `SIGNS` is in the text, from there on. Most texts hold none and are done with this one look: an event with its
 * ten texts takes 1 us instead of 28. One pattern of all signs tries each of them at each letter: 7 us of 1,000 characters, so 3.
 */
export const holdsSign = (text: string, from = 0): boolean => {
  if (text.includes('@', from)) return true
  for (let at = from, place = 0; at < text.length; at++) {
    place = placeOf(place, text.charCodeAt(at))
    if (BEGINNINGS[place] !== 1) continue
    SIGN_HERE.lastIndex = at - 2
    if (SIGN_HERE.test(text)) return true
  }
  return false
}

/*
 * Every pattern runs in linear time on 100 KB of hostile text: repetitions are bounded, or cannot overlap with what
 * follows them.
 */
const PRIVATE_KEY =
  /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,60}-----)?/g

/** Tokens that their makers gave a prefix, so that they can be found. */
const KNOWN_TOKENS = [
  /\bgh[pousr]_\w{30,255}/g,
  /\bgithub_pat_\w{22,255}/g,
  /\bglpat-[\w-]{20,64}/g,
  /\bxox[abeoprs](?:\.xox[bp])?-[\w-]{10,255}/g,
  /\bxapp-\d-[\w-]{10,255}/g,
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /\bya29\.[\w-]{20,512}/g,
  /\b[rs]k_(?:live|test|prod)_\w{16,255}/g,
  /\bwhsec_[\w+/=-]{20,255}/g,
  /\bsk-[\w-]{20,255}/g,
  /\bnpm_\w{36}/g,
  /\bpypi-[\w-]{50,512}/g,
  /\bSG\.[\w-]{16,64}\.[\w-]{16,64}/g,
  /\bdop_v1_[a-f\d]{64}/g,
  /\bhvs\.[\w-]{24,255}/g,
  /\bATATT3[\w=-]{50,512}/g,
  /\bpc[fls]_[\w-]{20,128}/g,
]

/** `eyJ…` is base64url of `{"…`: the head of every JSON Web Token. */
const JWT = /\beyJ[\w-]{8,4096}\.[\w-]{8,16384}(?:\.[\w-]{0,4096})?/g

/** Webhook addresses whose path is the credential. */
const WEBHOOK_URL =
  /\b(hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|(?:discord|discordapp)\.com\/api\/(?:v\d{1,2}\/)?webhooks\/)[^\s"'<>)]{8,512}/gi

const AUTHORIZATION =
  /\b((?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:basic|bearer|digest|splunk|genie\s?key|token|negotiate|apikey)\s{1,4})?)([^\s"',;]{1,8192})/gi

const BARE_SCHEME = /\b((?:bearer|basic)\s{1,4})[\w.~+/-]{16,8192}={0,2}/gi

const USERINFO = /\b([a-z][a-z\d+.-]{1,20}:\/\/)[^\s/?#@"'<>]{1,512}@/gi

const COOKIE = /\b((?:set-)?cookie["']?\s{0,4}:)([^\r\n]{1,8192})/gi
const COOKIE_ATTRIBUTES = new Set(['path', 'domain', 'expires', 'max-age', 'samesite', 'priority', 'version'])
const hideCookies = (_match: string, name = '', pairs = ''): string =>
  name +
  pairs.replace(/([^=;\s"]{1,256})=([^;\s"]{1,4096})/g, (pair: string, key: string) =>
    COOKIE_ATTRIBUTES.has(key.toLowerCase()) ? pair : `${key}=${REDACTED}`,
  )

const SECRET_NAME =
  '(?:passwords?|passwd|passphrase|pwd|secrets?|tokens?|credentials?|(?:api|access|secret|private|signing|encryption|account|master)[_-]?keys?|sessionid|jsessionid|phpsessid)'
/** `password = "…"`, `"api_key": "…"`, `SECRET_TOKEN => '…'`. */
const QUOTED_ASSIGNMENT = new RegExp(
  `(${SECRET_NAME}[\\w-]{0,20}["'\`\\]]{0,2}\\s{0,4}(?:=>|:=|[=:])\\s{0,4}(["'\`]))[^"'\`\\r\\n]{1,4096}\\2`,
  'gi',
)
/** `password=…`, as in query strings, forms and environment files. */
const BARE_ASSIGNMENT = new RegExp(`(${SECRET_NAME}[\\w-]{0,20}=)[^\\s"'\`&;,<>]{1,4096}`, 'gi')
/** `password: …` is prose as often as a setting: the value needs a digit or a sign, or to be all that follows in its line. */
const COLON_ASSIGNMENT = new RegExp(
  `(${SECRET_NAME}[\\w-]{0,20}\\s{0,4}:\\s{1,4})(?=[^\\s]{0,200}[\\d_+/=!@#$%^*-]|[^\\s]{1,200}[ \\t]{0,8}(?:[\\r\\n]|$))[^\\s"'\`,;<>[]{6,4096}`,
  'gi',
)

const RULES: Rule[] = [
  [PRIVATE_KEY, REDACTED],
  ...KNOWN_TOKENS.map((pattern): Rule => [pattern, REDACTED]),
  [JWT, REDACTED],
  [WEBHOOK_URL, `$1${REDACTED}`],
  [AUTHORIZATION, `$1${REDACTED}`],
  [BARE_SCHEME, `$1${REDACTED}`],
  [USERINFO, `$1${REDACTED}@`],
  [COOKIE, hideCookies],
  [QUOTED_ASSIGNMENT, `$1${REDACTED}$2`],
  [BARE_ASSIGNMENT, `$1${REDACTED}`],
  [COLON_ASSIGNMENT, `$1${REDACTED}`],
]

/** The text with `[redacted]` in place of whatever looks like a credential that a scanner found. Linear in its length. */
export const redactText = (text: string): string => {
  if (!holdsSign(text)) return text
  return RULES.reduce(
    (redacted, [pattern, replacement]) =>
      typeof replacement === 'string' ? redacted.replace(pattern, replacement) : redacted.replace(pattern, replacement),
    text,
  )
}

/** An event of an earlier version may lack the member. */
const redactIfAny = <T extends string | null>(text: T): T | string => (text == null ? text : redactText(text))

const redactFinding = (finding: FindingView): FindingView => ({
  ...finding,
  title: redactText(finding.title),
  category: redactIfAny(finding.category),
  endpoint: redactIfAny(finding.endpoint),
  parameter: redactIfAny(finding.parameter),
  description: redactIfAny(finding.description),
  remediation: redactIfAny(finding.remediation),
  references: finding.references.map(redactText),
  evidence: redactIfAny(finding.evidence),
  location: finding.location && { ...finding.location, path: redactText(finding.location.path) },
})

/** The event with every text from outside redacted. Ids, fingerprints and our own links stay as they are. */
export const redactEvent = (payload: EventPayload): EventPayload => ({
  ...payload,
  target: { ...payload.target, name: redactText(payload.target.name), base_url: redactIfAny(payload.target.base_url) },
  ...(payload.finding && { finding: redactFinding(payload.finding) }),
  ...(payload.change_summary !== undefined && { change_summary: redactText(payload.change_summary) }),
  ...(payload.error !== undefined && { error: redactText(payload.error) }),
})
