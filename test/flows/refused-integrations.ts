import type { RefusedCase } from './refused-cases.ts'
import { bodyOf, create, invalidAt, shown, VALID } from './refused-creation.ts'
import { REFUSED_SETTINGS } from './refused-settings.ts'

/** One field of one kind with one value that is not taken. */
const field = (kind: string, name: string, value: unknown): RefusedCase =>
  create(`${kind}: ${name} ${shown(value)}`, bodyOf(kind, { [name]: value }), invalidAt(`/config/${name}`))

const each = (kind: string, name: string, values: readonly unknown[]): RefusedCase[] =>
  values.map((value) => field(kind, name, value))

/** Every JSON type but a text. */
const NO_TEXT = [null, true, 0, 1.5, [], ['https://a.example'], {}, { $ne: '' }]

const URL_FIELDS: [kind: string, field: string][] = [
  ['slack', 'webhook_url'],
  ['teams', 'webhook_url'],
  ['google_chat', 'webhook_url'],
  ['discord', 'webhook_url'],
  ['splunk', 'hec_url'],
  ['webhook', 'webhook_url'],
  ['github', 'api_url'],
  ['jira', 'base_url'],
]

/** No address at all, or one that two parsers read differently. */
const MALFORMED_URLS = [
  ...['', ' ', 'hooks', '/hook', '//203.0.114.7/hook', 'https:', 'https://', 'https:///hook', 'https:203.0.114.7/hook'],
  ...['https://203.0.114.7 /hook', 'https://203.0.114.7/a b', ' https://203.0.114.7/', 'https://203.0.114.7/\thook'],
  ...[
    'https://203.0.\t114.7/',
    'https://203.0.114.7/\nhook',
    'https://a\\@203.0.114.7/',
    'https:\\\\203.0.114.7\\hook',
  ],
  ...['https://[::1', 'https://::1]/', 'https://[::1]:80:80/', 'https://a..example/', 'https://a.example:99999/'],
  ...[
    'https://a.example:-1/',
    'https://a.example:8o/',
    'https://%zz.example/',
    'https://a%2fb.example/',
    'https://xn--/',
  ],
  `https://203.0.114.7/${'a'.repeat(2049)}`,
]
const SCHEMES = ['file', 'ftp', 'gopher', 'data', 'javascript', 'ws', 'wss', 'blob', 'unix', 'http+unix', 'ldap', 'FTP']
const PORTS = [0, 1, 21, 22, 25, 53, 80, 110, 1023, 65_536]
const USERINFO = ['user@', 'user:pass@', '127.0.0.1:80@', ':@', '@', 'hooks.slack.com@', 'a%40b@']

const urls: RefusedCase[] = [
  ...URL_FIELDS.flatMap(([kind, name]) => each(kind, name, [...NO_TEXT, ...MALFORMED_URLS.slice(0, 9)])),
  ...each('splunk', 'hec_url', MALFORMED_URLS.slice(9)),
  ...each('webhook', 'webhook_url', MALFORMED_URLS.slice(9)),
  ...SCHEMES.map((scheme) => field('webhook', 'webhook_url', `${scheme}://203.0.114.7/hook`)),
  ...PORTS.map((port) => field('splunk', 'hec_url', `https://203.0.114.7:${port}`)),
  ...[8443, 8080, 65_535].map((port) => field('webhook', 'webhook_url', `https://203.0.114.7:${port}/`)),
  ...USERINFO.flatMap((userinfo) => [
    field('webhook', 'webhook_url', `https://${userinfo}203.0.114.7/hook`),
    field('splunk', 'hec_url', `https://${userinfo}203.0.114.7:8088`),
  ]),
]

const hostOf = (kind: string, name: string): string => new URL(String(VALID[kind]?.[name])).host

/** Hosts that look like a vendor's. */
const lookAlikes = (host: string): string[] => [
  `${host}.evil.example`,
  `evil-${host}`,
  `evil.example/${host}`,
  `evil.example?${host}`,
  `evil.example#${host}`,
  `${host}%2eevil.example`,
  `${host}:8443`,
  `${host}.`,
  `${host}@evil.example`,
  host.replace('o', '0'),
  host.replace(/\.[a-z]+$/, '.co'),
  host.replace('a', '\u0430').replace('o', '\u043e'),
]

const vendors: RefusedCase[] = ['slack', 'teams', 'google_chat', 'discord'].flatMap((kind) => {
  const url = String(VALID[kind]?.webhook_url)
  const host = hostOf(kind, 'webhook_url')
  return [...lookAlikes(host).map((other) => url.replace(host, other)), url.replace('https:', 'http:'), `${url}#part`]
    .filter((changed) => changed !== url)
    .map((changed) => field(kind, 'webhook_url', changed))
})

const paths: RefusedCase[] = [
  ...each('slack', 'webhook_url', [
    'https://hooks.slack.com/',
    'https://hooks.slack.com/services',
    'https://hooks.slack.com/services/T/B',
    'https://hooks.slack.com/services/T/../B/x/y',
    'https://hooks.slack.com/services/T/B%2Fx/y',
    'https://hooks.slack.com/services/T/B/x/y',
    'https://hooks.slack.com/workflows/T/A/1/x',
  ]),
  ...each('discord', 'webhook_url', [
    'https://discord.com/',
    'https://discord.com/api/webhooks/1',
    'https://discord.com/api/webhooks/abc/def',
    'https://discord.com/api/channels/1/messages',
    'https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnop/slack',
    'https://discord.com/api/webhooks/123456789012345678/abcdefghijklmnop/github',
  ]),
]

const HEADER_NAMES = [
  ...['Host', 'host', 'Content-Length', 'Transfer-Encoding', 'Connection', 'Upgrade', 'TE', 'Trailer', 'Expect'],
  ...['Proxy-Authorization', 'Proxy-Connection', 'Forwarded', 'X-Forwarded-For', 'X-Forwarded-Host', 'Via', 'Cookie'],
  ...['webhook-id', 'Webhook-Signature', 'webhook-timestamp', 'Metadata-Flavor', 'X-aws-ec2-metadata-token'],
  ...['', ' ', 'a b', 'a:b', 'a\r\nb', 'a\nb', 'ä', 'a\tb', '(a)', 'a'.repeat(300)],
]
const HEADER_VALUES = ['a\r\nX-B: c', 'a\nb', 'a\rb', 'ä', '\u0001', '\u007f', 'a'.repeat(10_000)]

const headers: RefusedCase[] = [
  ...HEADER_NAMES.map((name) =>
    create(`webhook: a header named ${shown(name)}`, bodyOf('webhook', { headers: { [name]: 'value' } }), {
      status: 422,
      code: 'invalid',
    }),
  ),
  ...HEADER_VALUES.map((value) =>
    create(`webhook: a header of ${shown(value)}`, bodyOf('webhook', { headers: { 'X-A': value } }), {
      status: 422,
      code: 'invalid',
    }),
  ),
  create('webhook: a header twice, by case', bodyOf('webhook', { headers: { 'X-A': 'a', 'x-a': 'b' } }), {
    status: 422,
    code: 'invalid',
  }),
  create(
    'webhook: 51 headers',
    bodyOf('webhook', { headers: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`X-${n}`, 'a'])) }),
    { status: 422, code: 'invalid' },
  ),
  ...each(
    'webhook',
    'headers',
    ['a', 1, [], [['X-A', 'b']], null].filter((value) => value !== null),
  ),
]

const base64 = (bytes: number): string => Buffer.alloc(bytes, 7).toString('base64')

const secrets: RefusedCase[] = [
  ...each('webhook', 'webhook_secret', [
    ...['', 'whsec_', 'whsec_YQ==', 'secret', `whsec_${base64(23)}`, `whsec_${base64(65)}`, base64(32)],
    ...[
      `WHSEC_${base64(32)}`,
      `whsec_${base64(32)}!`,
      `whsec ${base64(32)}`,
      `whsec_${base64(32)}\n`,
      '••••••••',
      7,
      [],
    ],
  ]),
  ...each('webhook', 'signature', ['none', 'SHA256', 'sha1', '', 1, true]),
  ...each('splunk', 'token', ['', ' ', 'a b', 'a\nb', 'ä', 'a'.repeat(257), '••••1234', ...NO_TEXT]),
  ...each('github', 'token', ['', ' ', 'a b', 'a\r\nb', 'ä', 'a'.repeat(2049), '••••1234', ...NO_TEXT]),
  ...each('jira', 'api_token', ['', 'a\nb', '••••1234', ...NO_TEXT]),
  ...each('opsgenie', 'api_key', ['', ' ', 'GenieKey a', 'a\nb', 'a'.repeat(257), '••••1234', ...NO_TEXT]),
  ...each('pagerduty', 'routing_key', ['', 'a'.repeat(31), 'a'.repeat(33), `${'a'.repeat(31)}-`, '••••', ...NO_TEXT]),
]

const choices: RefusedCase[] = [
  ...each(
    'pagerduty',
    'region',
    ['', 'US', 'asia', 1, null].filter((value) => value !== null),
  ),
  ...each('opsgenie', 'region', ['', 'EU', 'asia', true]),
  ...each('opsgenie', 'api', ['', 'JSM', 'pagerduty', 3]),
  ...each('splunk', 'index', ['', 'Main', 'a b', '-a', 'a'.repeat(81), 'a;b', 1]),
  ...each('splunk', 'source', ['a\nb', 'a\u2028b', 'a'.repeat(1_000_0), 1]),
  ...each('splunk', 'ack', ['true', 1, 'yes', []]),
  ...each('github', 'repo', [
    ...['', 'shop', 'acme/', '/shop', 'a/b/c', 'acme/..', 'acme/.', '-acme/shop', 'acme/shop/', 'acme%2fshop'],
    ...['https://github.com/acme/shop', 'acme/sh op', 'acme/sh\u00f6p', `acme/${'a'.repeat(101)}`, 1, null].filter(
      (value) => value !== null,
    ),
  ]),
  ...each('github', 'labels', ['bug', 1, {}]),
  ...[[''], [1], ['a,b'], ['a'.repeat(51)], [null]].map((labels) =>
    create(`github: labels ${shown(labels)}`, bodyOf('github', { labels }), invalidAt('/config/labels/0')),
  ),
  ...each('jira', 'project_key', ['', 'sec', '1SEC', 'SE C', 'SEC"', 'SEC OR 1=1', 'A'.repeat(300), ...NO_TEXT]),
  ...each('jira', 'email', ['', 'bot', 'bot@', 'a@b@c', 'bot@example.com\r\nX: y', 1]),
  ...each('jira', 'deployment', ['', 'server', 'Cloud', 1]),
]

/** Integrations that must not be made, each field of each kind with what its vendor or the guard refuses. */
export const REFUSED_INTEGRATIONS: RefusedCase[] = [
  ...urls,
  ...vendors,
  ...paths,
  ...headers,
  ...secrets,
  ...choices,
  ...REFUSED_SETTINGS,
]
