import type { RefusedCase } from './refused-cases.ts'
import { bodyOf, create, invalidAt, shown, VALID } from './refused-creation.ts'

const KINDS = ['', 'Slack', 'SLACK', 'fax', 'toString', '__proto', 'slack ', 1, null, [], {}, ['slack']]
const NAMES = [
  '',
  ' ',
  '\u00a0',
  'a\u0000b',
  'a\nb',
  'a\u202eb',
  'a\u{e0041}b',
  'a'.repeat(201),
  'ä'.repeat(201),
  1,
  null,
]
const SEVERITIES = ['', 'High', 'HIGH', 'severe', 0, null, [], true]
const EVENTS = [['scan_paused'], ['SCAN_DONE'], [''], [1], [null], [[]], 'scan_done', { a: 1 }, 1, true]
const TARGETS = [['shop'], [''], [1], [null], ['018f0000-0000-7000-8000-000000000000'], 'shop', 1, {}]
const SCHEDULES = [[], [0], [-1], [0.5], ['60'], [null], [1e9], Array(21).fill(1), '60', 60, {}]

const settings: RefusedCase[] = [
  ...KINDS.map((kind) => create(`kind ${shown(kind)}`, { ...bodyOf('slack', {}), kind }, invalidAt('/kind'))),
  ...NAMES.filter((name) => name !== 'a\u0000b').map((name) =>
    create(`a name ${shown(name)}`, bodyOf('webhook', {}, { name }), invalidAt('/name')),
  ),
  ...SEVERITIES.map((severity_filter) =>
    create(
      `severity_filter ${shown(severity_filter)}`,
      bodyOf('webhook', {}, { severity_filter }),
      invalidAt('/severity_filter'),
    ),
  ),
  ...['yes', 'true', 1, 0, [], {}].map((enabled) =>
    create(`enabled ${shown(enabled)}`, bodyOf('webhook', {}, { enabled }), invalidAt('/enabled')),
  ),
  ...EVENTS.map((events) =>
    create(`events ${shown(events)}`, bodyOf('webhook', {}, { events }), { status: 422, code: 'invalid' }),
  ),
  ...TARGETS.map((target_ids) =>
    create(`target_ids ${shown(target_ids)}`, bodyOf('webhook', {}, { target_ids }), { status: 422, code: 'invalid' }),
  ),
  ...SCHEDULES.map((retry_schedule) =>
    create(`retry_schedule ${shown(retry_schedule)}`, bodyOf('webhook', {}, { delivery: { retry_schedule } }), {
      status: 422,
      code: 'invalid',
    }),
  ),
  ...['', 'a', 1, [], [VALID.webhook]].map((config) =>
    create(`config ${shown(config)}`, { ...bodyOf('webhook', {}), config }, { status: 422, code: 'invalid' }),
  ),
]

/** Columns of the table and fields of the answer that are not a caller's to set. */
const COLUMNS = [
  ...['id', 'workspace_id', 'public_config', 'config_token', 'kid', 'generation', 'disabled_reason', 'created_at'],
  ...['updated_at', 'config_set', 'role', 'encrypted_secret', 'state', 'attempts'],
]
const columns: RefusedCase[] = [
  ...COLUMNS.map((column) =>
    create(`${column} of its own`, bodyOf('webhook', {}, { [column]: 'x' }), invalidAt(`/${column}`)),
  ),
  ...COLUMNS.map((column): RefusedCase => ({
    name: `a change of ${column}`,
    send: ({ integration }) => ['PATCH', `/integrations/${integration}`, { [column]: 'x' }],
    ...invalidAt(`/${column}`),
  })),
  ...Object.keys(VALID).map((kind) =>
    create(`${kind}: an unknown field`, bodyOf(kind, { colour: 'red' }), invalidAt('/config/colour')),
  ),
]

/** What every kind has in common, with values that are not taken. */
export const REFUSED_SETTINGS: RefusedCase[] = [...settings, ...columns]
