import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the engine counts. Labels hold kinds and outcomes only, never a tenant's text. */
export interface Meter {
  attempt(kind: string, outcome: string, durationMs: number): void
  /** Attempts whose claim was lost before they were recorded. */
  fenced(count: number): void
  inHand(count: number): void
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15]

export const createMetrics = (): { registry: Registry; meter: Meter } => {
  const registry = new Registry()
  const registers = [registry]
  const attempts = new Counter({
    name: 'pencheff_delivery_attempts_total',
    help: 'Attempts to deliver, by kind of destination and outcome',
    labelNames: ['kind', 'outcome'],
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
        attempts.inc({ kind, outcome })
        durations.observe({ kind }, durationMs / 1000)
      },
      fenced: (count) => fenced.inc(count),
      inHand: (count) => inHand.set(count),
    },
  }
}
