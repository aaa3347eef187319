import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { isDone, type Outcome } from './core/outcome.ts'
import type { VitalSigns } from './store/vital-signs.ts'

/** What the engine counts. Labels hold kinds and outcomes only, never a tenant's text. */
export interface Meter {
  attempt(kind: string, outcome: Outcome, durationMs: number): void
  /** One delivery of that kind ended without having arrived. */
  dead(kind: string): void
  /** One event could be routed for nobody. */
  unrouted(): void
  /** Attempts whose claim was lost before they were recorded. */
  fenced(count: number): void
  inHand(count: number): void
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]

/** Several watchers ask within seconds; what is asked of the database is asked once. */
const SIGNS_MS = 5000

/** Gauges of the whole installation, asked of the database when somebody reads them; without an answer they are left out. */
const addVitalSigns = (registry: Registry, read: () => Promise<VitalSigns>): void => {
  let signs: Promise<VitalSigns | undefined> = Promise.resolve(undefined)
  let readAt = -Infinity
  const current = (): Promise<VitalSigns | undefined> => {
    if (performance.now() - readAt > SIGNS_MS) {
      readAt = performance.now()
      signs = read().catch(() => undefined)
    }
    return signs
  }
  const gauge = (name: string, help: string, labelNames: string[], set: (gauge: Gauge, signs: VitalSigns) => void) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const signs = await current()
        this.reset()
        if (signs) set(this, signs)
        else this.remove()
      },
    })
  gauge(
    'pencheff_delivery_oldest_ready_seconds',
    'For how long the delivery that waits longest could have been sent, in the whole installation',
    [],
    (own, { oldestReadySeconds }) => own.set(oldestReadySeconds),
  )
  gauge(
    'pencheff_circuits',
    'Integrations whose destination fails, by the state of their breaker, in the whole installation',
    ['state'],
    (own, { openCircuits, halfOpenCircuits }) => {
      own.set({ state: 'open' }, openCircuits)
      own.set({ state: 'half_open' }, halfOpenCircuits)
    },
  )
  gauge(
    'pencheff_clock_ahead_seconds',
    'By how much the clock of this machine is ahead of the one of the database',
    [],
    (own, { clockAheadSeconds }) => own.set(clockAheadSeconds),
  )
}

export const createMetrics = (readSigns: () => Promise<VitalSigns>): { registry: Registry; meter: Meter } => {
  const registry = new Registry()
  const registers = [registry]
  addVitalSigns(registry, readSigns)
  const attempts = new Counter({
    name: 'pencheff_delivery_attempts_total',
    help: 'Attempts to deliver, by kind of destination, outcome and reason',
    labelNames: ['kind', 'outcome', 'reason'],
    registers,
  })
  const dead = new Counter({
    name: 'pencheff_deliveries_dead_total',
    help: 'Deliveries that ended without having arrived, by kind of destination',
    labelNames: ['kind'],
    registers,
  })
  const unrouted = new Counter({
    name: 'pencheff_events_unrouted_total',
    help: 'Events that were judged for nobody, since the process died each time',
    registers,
  })
  const durations = new Histogram({
    name: 'pencheff_delivery_attempt_duration_seconds',
    help: 'Time from the start of an attempt to its outcome',
    labelNames: ['kind'],
    buckets: SECONDS,
    registers,
  })
  const fenced = new Counter({
    name: 'pencheff_delivery_fenced_total',
    help: 'Attempts that another worker had taken over before they were recorded',
    registers,
  })
  const inHand = new Gauge({
    name: 'pencheff_deliveries_in_hand',
    help: 'Deliveries that this worker has claimed and not yet recorded',
    registers,
  })
  return {
    registry,
    meter: {
      attempt: (kind, outcome, durationMs) => {
        attempts.inc({ kind, outcome: outcome.status, reason: isDone(outcome) ? '' : outcome.reason })
        durations.observe({ kind }, durationMs / 1000)
      },
      dead: (kind) => dead.inc({ kind }),
      unrouted: () => unrouted.inc(),
      fenced: (count) => fenced.inc(count),
      inHand: (count) => inHand.set(count),
    },
  }
}
