import { DURATION_BUCKETS, durationBucket } from '../core/durations.ts'
import { isDone, type Outcome } from '../core/outcome.ts'
import type { HealthReport } from '../store/health.ts'

/** Adds up what a worker sees of each integration, until it tells. */
export interface HealthTally {
  saw(integrationId: string, outcome: Outcome, durationMs: number, at: Date): void
  /** What there is to tell; from now on counts anew. */
  take(): HealthReport[]
  /** What could not be told comes with the next. */
  putBack(reports: readonly HealthReport[]): void
}

const emptyReport = (integrationId: string): HealthReport => ({
  integration_id: integrationId,
  delivered: 0,
  failed: 0,
  durations: Array<number>(DURATION_BUCKETS).fill(0),
  last_success_at: null,
  last_error_at: null,
  last_error: null,
  failing_since: null,
  failures: 0,
})

/** "Not so fast" says that the destination is there and the credential good. */
const isThrottled = (outcome: Outcome): boolean => outcome.status === 'retry' && outcome.reason === 'rate_limited'

const add = (report: HealthReport, outcome: Outcome, at: Date): void => {
  if (isDone(outcome)) {
    report.delivered += 1
    report.last_success_at = at
    report.failing_since = null
    report.failures = 0
    return
  }
  report.failed += 1
  report.last_error_at = at
  report.last_error = outcome.detail
  if (isThrottled(outcome)) return
  report.failing_since ??= at
  report.failures += 1
}

/** `later` came after `earlier`. */
const merged = (earlier: HealthReport, later: HealthReport): HealthReport => {
  const isWell = later.last_success_at !== null
  return {
    ...later,
    delivered: earlier.delivered + later.delivered,
    failed: earlier.failed + later.failed,
    durations: earlier.durations.map((count, bucket) => count + (later.durations[bucket] ?? 0)),
    last_success_at: later.last_success_at ?? earlier.last_success_at,
    last_error_at: later.last_error_at ?? earlier.last_error_at,
    last_error: later.last_error ?? earlier.last_error,
    failing_since: isWell ? later.failing_since : (earlier.failing_since ?? later.failing_since),
    failures: later.failures + (isWell ? 0 : earlier.failures),
  }
}

export const createHealthTally = (): HealthTally => {
  let reports = new Map<string, HealthReport>()
  return {
    saw: (integrationId, outcome, durationMs, at) => {
      const report = reports.get(integrationId) ?? emptyReport(integrationId)
      reports.set(integrationId, report)
      const bucket = durationBucket(durationMs)
      report.durations[bucket] = (report.durations[bucket] ?? 0) + 1
      add(report, outcome, at)
    },
    take: () => {
      const taken = [...reports.values()]
      reports = new Map()
      return taken
    },
    putBack: (earlier) => {
      for (const report of earlier) {
        const later = reports.get(report.integration_id)
        reports.set(report.integration_id, later ? merged(report, later) : report)
      }
    },
  }
}
