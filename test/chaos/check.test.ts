import { expect, it } from 'vitest'
import { check } from './check.ts'
import { createJoin, type Step } from './receiver-log.ts'
import type { Accepted, Breach, Fault, Run, ShownDelivery } from './run.ts'

type Came = Extract<Step, { step: 'came' }>

const FINDING = 'target finding-0'
const NEW = `finding_new ${FINDING}`
const CHANGED = `finding_changed ${FINDING} verification_status: unverified → true_positive`
const ACCEPTED: Accepted[] = [
  { message: 'scan_started scan', step: 0 },
  { message: NEW, finding: FINDING, step: 0 },
  { message: CHANGED, finding: FINDING, step: 1 },
]

const START = 1_000_000

/** A request that came at `at`, and that it was over `tookMs` later. */
const exchange = (n: number, at: number, fields: Partial<Came>, tookMs = 5, heard = true): [Step, Step] => [
  {
    step: 'came',
    n,
    at: START + at,
    delivery: `delivery-${n}`,
    lane: 0,
    message: '',
    port: 1,
    status: 204,
    ...fields,
  },
  { step: 'over', n, at: START + at + tookMs, heard },
]

const STARTED = exchange(1, 0, { message: 'scan_started scan' })
const FOUND = exchange(2, 10, { message: NEW })
const JUDGED = exchange(3, 20, { message: CHANGED })

const shown = (n: number, statuses: (number | null)[] = [204], state = 'delivered'): ShownDelivery => ({
  id: `delivery-${n}`,
  integrationId: 'integration',
  state,
  attempts: statuses.map((status, index) => ({
    n: index + 1,
    status,
    outcome: status === 204 ? 'delivered' : 'retry',
  })),
})

interface Story {
  steps?: Step[]
  deliveries?: ShownDelivery[]
  faults?: Fault[]
  sightings?: Run['sightings']
}

const SOUND = [...STARTED, ...FOUND, ...JUDGED]
const SHOWN = [shown(1), shown(2), shown(3)]

const judge = ({ steps = SOUND, deliveries = SHOWN, faults = [], sightings = [] }: Story) => {
  const { exchanges, add } = createJoin('receiver1', (port) => `worker${port}-1`)
  for (const step of steps) add(step)
  return check({ accepted: ACCEPTED, integrationIds: ['integration'], exchanges, deliveries, sightings, faults })
}

/** What the checker finds wrong, each kind once. */
const breaches = (story: Story): Breach[] => [...new Set(judge(story).violations.map(({ breach }) => breach))]

const kill = (at: number, who = 'worker1-1'): Fault => ({ how: 'kill', who, at: START + at })
const again = (n: number, fields: Partial<Came>, at = 100): [Step, Step] =>
  exchange(10 + n, at, { delivery: `delivery-${n}`, ...fields })
const throttled = exchange(4, 0, {
  delivery: 'delivery-1',
  message: 'scan_started scan',
  status: 429,
  retryAfterMs: 2000,
})

it('finds nothing wrong with a sound run', () => {
  expect(breaches({ sightings: [{ delivery: 'delivery-2', at: START + 11 }] })).toEqual([])
})

const sabotaged: [string, Story, Breach[]][] = [
  [
    'a message never came',
    { steps: [...STARTED, ...FOUND], deliveries: [shown(1), shown(2), shown(3, [], 'pending')] },
    ['lost'],
  ],
  [
    'a message came, but its receiver did not take it',
    {
      steps: [...STARTED, ...FOUND, ...exchange(3, 20, { message: CHANGED, status: 500 })],
      deliveries: [shown(1), shown(2), shown(3, [500], 'dead')],
    },
    ['lost'],
  ],
  [
    'a message came that nobody accepted',
    { steps: [...SOUND, ...exchange(4, 30, { message: 'scan_started orphan' })], deliveries: [...SHOWN, shown(4)] },
    ['unasked', 'misstated'],
  ],
  [
    'a message was made into two deliveries',
    { steps: [...SOUND, ...exchange(4, 30, { message: 'scan_started scan' })], deliveries: [...SHOWN, shown(4)] },
    ['made_twice', 'misstated'],
  ],
  [
    'a message was sent again for no reason',
    { steps: [...SOUND, ...again(1, { message: 'scan_started scan' })] },
    ['repeated'],
  ],
  [
    'a message was sent again after a worker was stopped in peace',
    { steps: [...SOUND, ...again(1, { message: 'scan_started scan' })], faults: [{ ...kill(6), how: 'terminate' }] },
    ['repeated'],
  ],
  [
    'a message was sent again although another worker died',
    { steps: [...SOUND, ...again(1, { message: 'scan_started scan' })], faults: [kill(6, 'worker2-1')] },
    ['repeated'],
  ],
  [
    'a message was sent again although its worker died only much later',
    { steps: [...SOUND, ...again(1, { message: 'scan_started scan' }, 70_000)], faults: [kill(60_000)] },
    ['repeated'],
  ],
  [
    'a message was sent by two workers at once',
    {
      steps: [...STARTED, ...FOUND, JUDGED[0], ...again(3, { message: CHANGED, port: 2 }), JUDGED[1]],
      faults: [kill(25)],
    },
    ['at_once'],
  ],
  [
    'a message was recorded as done twice',
    {
      steps: [...SOUND, ...again(3, { message: CHANGED })],
      faults: [kill(25)],
      deliveries: [shown(1), shown(2), shown(3, [204, 204])],
    },
    ['done_twice'],
  ],
  ['a change came before its finding', { steps: [...STARTED, ...JUDGED, ...FOUND] }, ['overtaken']],
  [
    'a change came while its finding had not been taken yet',
    {
      steps: [
        ...STARTED,
        ...exchange(4, 10, { delivery: 'delivery-2', message: NEW, status: 500 }),
        ...JUDGED,
        ...FOUND,
      ],
      deliveries: [shown(1), shown(2, [500, 204]), shown(3)],
    },
    ['overtaken'],
  ],
  [
    'a message came before its Retry-After',
    {
      steps: [
        ...throttled,
        ...exchange(1, 1999, { message: 'scan_started scan' }),
        ...exchange(2, 2100, { message: NEW }),
        ...exchange(3, 2110, { message: CHANGED }),
      ],
      deliveries: [shown(1, [429, 204]), shown(2), shown(3)],
    },
    ['too_early'],
  ],
  [
    'another message of the integration came long after a Retry-After and before its end',
    {
      steps: [
        ...throttled,
        ...exchange(2, 1500, { message: NEW }),
        ...exchange(1, 2100, { message: 'scan_started scan' }),
        ...exchange(3, 2110, { message: CHANGED }),
      ],
      deliveries: [shown(1, [429, 204]), shown(2), shown(3)],
    },
    ['too_early'],
  ],
  ['the API shows pending what came', { deliveries: [shown(1), shown(2), shown(3, [], 'pending')] }, ['misstated']],
  ['the API shows dead what came', { deliveries: [shown(1), shown(2), shown(3, [500], 'dead')] }, ['misstated']],
  ['the API shows delivered what never came', { steps: [...STARTED, ...FOUND] }, ['lost', 'misstated']],
  [
    'the API shows an attempt that nobody saw',
    { deliveries: [shown(1), shown(2), shown(3, [500, 204])] },
    ['misstated'],
  ],
  ['the API does not know what came', { deliveries: [shown(1), shown(2)] }, ['misstated']],
  ['the API shows it delivered by no attempt', { deliveries: [shown(1), shown(2), shown(3, [])] }, ['misstated']],
  [
    'it went to the wrong integration',
    { deliveries: [shown(1), shown(2), { ...shown(3), integrationId: 'another' }] },
    ['misstated'],
  ],
  [
    'it was shown as delivered before it came',
    { sightings: [{ delivery: 'delivery-3', at: START + 15 }] },
    ['misstated'],
  ],
  [
    'a receiver refused it as malformed',
    {
      steps: [
        ...SOUND,
        ...exchange(4, 30, { delivery: 'delivery-3', message: CHANGED, status: 401, problem: 'signature' }),
      ],
    },
    ['malformed'],
  ],
  ['a process ended by itself', { faults: [{ how: 'died', who: 'worker1-1', at: START }] }, ['died']],
]

it.each(sabotaged)('notices that %s', (_, story, expected) => {
  expect(breaches(story)).toEqual(expected)
})

it('counts what was sent twice by the fault that caused it', () => {
  const first = kill(22)
  const second: Fault = { how: 'freeze', who: 'worker1-1', at: START + 24, until: START + 60_000 }
  const { violations, repeats } = judge({
    steps: [...SOUND, ...again(2, { message: NEW, port: 2 }), ...again(3, { message: CHANGED, port: 2 })],
    faults: [kill(3, 'worker2-1'), first, second],
  })
  expect(violations).toEqual([])
  expect(repeats.total).toBe(2)
  expect([...repeats.byFault]).toEqual([[first, 2]])
})

it('excuses what a worker had sent before it was frozen, and not what it sends afterwards', () => {
  const steps = [...SOUND, ...again(3, { message: CHANGED, port: 2 })]
  const freeze = (from: number, until: number): Fault => ({
    how: 'freeze',
    who: 'worker1-1',
    at: START + from,
    until: START + until,
  })
  expect(breaches({ steps, faults: [freeze(22, 60_000)] })).toEqual([])
  expect(breaches({ steps, faults: [freeze(-60_000, 18)] })).toEqual(['repeated'])
})

it('counts what was still on the way when its worker was killed', () => {
  const steps = [...SOUND, ...again(3, { message: CHANGED, port: 2 })]
  expect(breaches({ steps, faults: [kill(15)] })).toEqual([])
})

it('does not blame a worker for an answer that never reached it', () => {
  const [came] = STARTED
  const broken = exchange(1, 0, { message: 'scan_started scan' }, 5, false)
  const repeated = again(1, { message: 'scan_started scan', port: 1 })
  const deliveries = [shown(1, [null, 204]), shown(2), shown(3)]
  expect(breaches({ steps: [...broken, ...FOUND, ...JUDGED, ...repeated], deliveries })).toEqual([])
  // The receiver died before it answered: its next life begins with a line of its own.
  const rest = [...FOUND, ...JUDGED, ...repeated]
  expect(breaches({ steps: [came, { step: 'started', at: START + 8 }, ...rest], deliveries })).toEqual([])
})

it('excuses the integration that nobody told to wait: who heard of it died of a kill', () => {
  const steps = [
    ...throttled,
    ...exchange(2, 1500, { message: NEW, port: 2 }),
    ...exchange(1, 2100, { message: 'scan_started scan', port: 2 }),
    ...exchange(3, 2110, { message: CHANGED, port: 2 }),
  ]
  const deliveries = [shown(1, [204]), shown(2), shown(3)]
  expect(breaches({ steps, deliveries })).toEqual(['too_early'])
  expect(breaches({ steps, deliveries, faults: [kill(6)] })).toEqual([])
})
