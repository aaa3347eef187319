import { finding } from '../scene.ts'

/** What the cases are played on. */
export interface Ids {
  target: string
  /** A running scan. */
  scan: string
  finding: string
  integration: string
  delivery: string
  event: string
}

export interface RefusedCase {
  name: string
  send(ids: Ids): [method: string, path: string, body?: unknown]
  status: number
  code: string
  pointer?: string
}

type Send = RefusedCase['send']

const invalid = (name: string, pointer: string, send: Send): RefusedCase => ({
  name,
  send,
  status: 422,
  code: 'invalid',
  pointer,
})

const scan =
  (body: unknown): Send =>
  () => ['POST', '/scans', body]
const complete =
  (body: unknown): Send =>
  ({ scan: id }) => ['POST', `/scans/${id}/complete`, body]
const withFinding = (fields: Record<string, unknown>): Send =>
  complete({ findings: [finding('A'), finding('B', fields)] })
const fail =
  (body: unknown): Send =>
  ({ scan: id }) => ['POST', `/scans/${id}/fail`, body]
const act =
  (path: string, body: unknown): Send =>
  ({ finding: id }) => ['POST', `/findings/${id}/${path}`, body]
const list =
  (path: string): Send =>
  () => ['GET', path]

const UNKNOWN = '018f0000-0000-7000-8000-000000000000'

const scans: RefusedCase[] = [
  invalid('a scan without a target', '/target_id', scan({})),
  invalid('a scan of a target whose id is none', '/target_id', scan({ target_id: 'shop' })),
  invalid('a scan of an unknown target', '/target_id', scan({ target_id: UNKNOWN })),
  invalid('a scan whose profile is a number', '/profile', ({ target }) => [
    'POST',
    '/scans',
    { target_id: target, profile: 7 },
  ]),
  invalid('a scan with an empty profile', '/profile', ({ target }) => [
    'POST',
    '/scans',
    { target_id: target, profile: '' },
  ]),
  invalid('a scan with a status of its own', '/status', ({ target }) => [
    'POST',
    '/scans',
    { target_id: target, status: 'done' },
  ]),
  invalid('a failure without an error', '/error', fail({})),
  invalid('a failure with an empty error', '/error', fail({ error: '' })),
  invalid('a failure with 10,001 characters', '/error', fail({ error: 'x'.repeat(10_001) })),
  invalid('a failure with an unknown field', '/reason', fail({ error: 'x', reason: 'y' })),
  {
    name: 'a failure without a body',
    send: ({ scan: id }) => ['POST', `/scans/${id}/fail`],
    status: 400,
    code: 'body_missing',
  },
]

const completions: RefusedCase[] = [
  invalid('a completion without findings', '/findings', complete({})),
  invalid('findings that are an object', '/findings', complete({ findings: {} })),
  invalid('findings that are null', '/findings', complete({ findings: null })),
  invalid('a grade that is none', '/grade', complete({ findings: [], grade: 'G' })),
  invalid('a grade in lower case', '/grade', complete({ findings: [], grade: 'a' })),
  invalid('a score of 101', '/score', complete({ findings: [], score: 101 })),
  invalid('a score of -1', '/score', complete({ findings: [], score: -1 })),
  invalid('a score as a text', '/score', complete({ findings: [], score: '50' })),
  invalid('half a coverage', '/coverage', complete({ findings: [], coverage: 'half' })),
  invalid('a coverage of null', '/coverage', complete({ findings: [], coverage: null })),
  invalid('an unknown field', '/status', complete({ findings: [], status: 'done' })),
  invalid('a finding that is a text', '/findings/0', complete({ findings: ['SQL injection'] })),
  invalid('a finding without a title', '/findings/1/title', withFinding({ title: undefined })),
  invalid('a finding whose title is null', '/findings/1/title', withFinding({ title: null })),
  invalid('a title of 1,001 characters', '/findings/1/title', withFinding({ title: 'x'.repeat(1001) })),
  invalid('an unknown severity', '/findings/1/severity', withFinding({ severity: 'grave' })),
  invalid('a severity in capitals', '/findings/1/severity', withFinding({ severity: 'HIGH' })),
  invalid('an unknown field of a finding', '/findings/1/colour', withFinding({ colour: 'red' })),
  invalid("a finding's state of its own", '/findings/1/state', withFinding({ state: 'fixed' })),
  invalid('a CWE that is none', '/findings/1/cwe_id', withFinding({ cwe_id: 'CWE-x' })),
  invalid('a CVSS score of 10.1', '/findings/1/cvss_score', withFinding({ cvss_score: 10.1 })),
  invalid('a CVSS score as a text', '/findings/1/cvss_score', withFinding({ cvss_score: '9.8' })),
  invalid('an empty fingerprint', '/findings/1/fingerprint', withFinding({ fingerprint: '' })),
  invalid('a fingerprint of 513 characters', '/findings/1/fingerprint', withFinding({ fingerprint: 'x'.repeat(513) })),
  invalid('a script as a reference', '/findings/1/references/0', withFinding({ references: ['javascript:alert(1)'] })),
  invalid(
    '101 references',
    '/findings/1/references',
    withFinding({ references: Array(101).fill('https://a.example') }),
  ),
  invalid('a location without a path', '/findings/1/location/path', withFinding({ location: { start_line: 1 } })),
  invalid('line 0', '/findings/1/location/start_line', withFinding({ location: { path: 'a', start_line: 0 } })),
  invalid(
    'a line beyond 32 bits',
    '/findings/1/location/start_line',
    withFinding({ location: { path: 'a', start_line: 2 ** 31 } }),
  ),
  invalid('a column', '/findings/1/location/column', withFinding({ location: { path: 'a', column: 1 } })),
  invalid(
    'a description of 100,001 characters',
    '/findings/1/description',
    withFinding({ description: 'x'.repeat(100_001) }),
  ),
]

const findings: RefusedCase[] = [
  invalid('an unknown verification status', '/verification_status', act('status', { verification_status: 'maybe' })),
  invalid('a status of null', '/verification_status', act('status', { verification_status: null })),
  invalid(
    'a status beside another field',
    '/state',
    act('status', { verification_status: 'true_positive', state: 'fixed' }),
  ),
  invalid('a suppression without a reason', '/reason', act('suppress', { note: 'why' })),
  invalid('an unknown reason', '/reason', act('suppress', { reason: 'boring' })),
  invalid('a note of 2,001 characters', '/note', act('suppress', { reason: 'wont_fix', note: 'x'.repeat(2001) })),
  invalid('a recheck of an unknown outcome', '/outcome', act('recheck', { outcome: 'gone' })),
  invalid('a recheck with a list as note', '/note', act('recheck', { outcome: 'fixed', note: [] })),
]

const create =
  (fields: Record<string, unknown>, config: Record<string, unknown> = {}): Send =>
  () => [
    'POST',
    '/integrations',
    { kind: 'webhook', name: 'New', config: { webhook_url: 'https://hooks.acme.example/a', ...config }, ...fields },
  ]
const patch =
  (body: unknown): Send =>
  ({ integration: id }) => ['PATCH', `/integrations/${id}`, body]

const integrations: RefusedCase[] = [
  invalid('an unknown kind', '/kind', create({ kind: 'fax' })),
  invalid('a name of blanks', '/name', create({ name: '  ' })),
  invalid('no configuration', '/config', create({ config: undefined })),
  invalid('an unknown field of the configuration', '/config/colour', create({}, { colour: 'red' })),
  invalid('a URL that is none', '/config/webhook_url', create({}, { webhook_url: 'hooks' })),
  invalid('a file as URL', '/config/webhook_url', create({}, { webhook_url: 'file:///etc/passwd' })),
  invalid('plain http', '/config/webhook_url', create({}, { webhook_url: 'http://hooks.acme.example/a' })),
  invalid('the metadata service', '/config/webhook_url', create({}, { webhook_url: 'https://169.254.169.254/latest' })),
  invalid('a private address', '/config/webhook_url', create({}, { webhook_url: 'https://[::ffff:10.0.0.1]/' })),
  invalid('a secret that is too short', '/config/webhook_secret', create({}, { webhook_secret: 'whsec_YQ==' })),
  invalid('a severity that is none', '/severity_filter', create({ severity_filter: 'grave' })),
  invalid('an unknown event', '/events/0', create({ events: ['scan_paused'] })),
  invalid('events as a text', '/events', create({ events: 'scan_done' })),
  invalid('an unknown target', '/target_ids/0', create({ target_ids: [UNKNOWN] })),
  invalid('a target whose id is none', '/target_ids/0', create({ target_ids: ['shop'] })),
  invalid('enabled as a text', '/enabled', create({ enabled: 'yes' })),
  invalid('an empty retry schedule', '/delivery/retry_schedule', create({ delivery: { retry_schedule: [] } })),
  invalid('a retry after no time', '/delivery/retry_schedule/0', create({ delivery: { retry_schedule: [0] } })),
  invalid('a retry after half a second', '/delivery/retry_schedule/0', create({ delivery: { retry_schedule: [0.5] } })),
  invalid('21 retries', '/delivery/retry_schedule', create({ delivery: { retry_schedule: Array(21).fill(1) } })),
  invalid('a change of the kind', '/kind', patch({ kind: 'slack' })),
  invalid('an unknown field in a change', '/colour', patch({ colour: 'red' })),
  invalid('a change of the severity to null', '/severity_filter', patch({ severity_filter: null })),
  invalid(
    'a change to a moved host without the secret',
    '/config/webhook_secret',
    patch({ config: { webhook_url: 'https://evil.example/' } }),
  ),
  invalid('the mask as a secret', '/config/webhook_secret', patch({ config: { webhook_secret: '••••••••' } })),
  invalid('a preview of no event', '/event', ({ integration: id }) => ['POST', `/integrations/${id}/preview`, {}]),
  invalid('a preview of an unknown finding', '/finding_id', ({ integration: id }) => [
    'POST',
    `/integrations/${id}/preview`,
    { event: 'finding_new', finding_id: UNKNOWN },
  ]),
]

const replay =
  (body: unknown): Send =>
  () => ['POST', '/deliveries/replay', body]

const deliveries: RefusedCase[] = [
  invalid('a replay of an unknown state', '/state', replay({ state: 'lost' })),
  invalid('a replay of an id that is none', '/integration_id', replay({ integration_id: 'x' })),
  invalid('a replay that counts as a text', '/dry_run', replay({ dry_run: 'true' })),
  invalid('a replay with a limit', '/limit', replay({ limit: 5 })),
  { name: 'a replay without a body', send: replay(undefined), status: 400, code: 'body_missing' },
  invalid('a list of deliveries of an unknown state', '/query/state', list('/deliveries?state=lost')),
  invalid('a list of deliveries of an id that is none', '/query/event_id', list('/deliveries?event_id=1')),
  invalid('a list of events of an unknown name', '/query/event', list('/events?event=scan_paused')),
  invalid('a list of findings neither suppressed nor not', '/query/suppressed', list('/findings?suppressed=1')),
  invalid('a list of findings with an empty search', '/query/q', list('/findings?q=')),
  invalid('a list of scans of 201', '/query/limit', list('/scans?limit=201')),
  { name: 'an unknown parameter', send: list('/findings?order=asc'), status: 422, code: 'unknown_parameter' },
]

const CURSORS = ['x', 'e30', Buffer.from(`AAAAAAAAAAAA|${UNKNOWN}`).toString('base64url')]

const cursors: RefusedCase[] = ['scans', 'findings', 'events', 'deliveries', 'integrations'].flatMap((path) =>
  CURSORS.map((cursor) => ({
    name: `the cursor ${cursor} in a list of ${path}`,
    send: list(`/${path}?cursor=${cursor}`),
    status: 422,
    code: 'bad_cursor',
    pointer: '/query/cursor',
  })),
)

/** Bodies and queries that must be refused beside those that every route shares. */
export const REFUSED_CASES: readonly RefusedCase[] = [
  ...scans,
  ...completions,
  ...findings,
  ...integrations,
  ...deliveries,
  ...cursors,
]

/** Every way to one thing by its id. */
export const WAYS: readonly Send[] = [
  ({ target }) => ['GET', `/targets/${target}`],
  ({ target }) => ['PATCH', `/targets/${target}`, { name: 'theirs' }],
  ({ target }) => ['DELETE', `/targets/${target}`],
  ({ scan: id }) => ['GET', `/scans/${id}`],
  ({ scan: id }) => ['GET', `/scans/${id}/findings`],
  complete({ findings: [] }),
  fail({ error: 'x' }),
  ({ finding: id }) => ['GET', `/findings/${id}`],
  act('status', { verification_status: 'true_positive' }),
  act('suppress', { reason: 'wont_fix' }),
  act('unsuppress', undefined),
  act('recheck', { outcome: 'fixed' }),
  ({ integration: id }) => ['GET', `/integrations/${id}`],
  patch({ enabled: false }),
  ({ integration: id }) => ['DELETE', `/integrations/${id}`],
  ({ integration: id }) => ['POST', `/integrations/${id}/test`],
  ({ integration: id }) => ['POST', `/integrations/${id}/preview`, { event: 'scan_done' }],
  ({ event: id }) => ['GET', `/events/${id}`],
  ({ delivery: id }) => ['GET', `/deliveries/${id}`],
  ({ delivery: id }) => ['POST', `/deliveries/${id}/replay`],
]
