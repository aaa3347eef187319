import type { IntegrationHealth } from '../api/schemas.ts'
import { Circuit } from '../parts/circuit.tsx'
import { hoursOf } from '../parts/day.ts'
import { DayChart } from '../parts/day-chart.tsx'
import { Facts, Panel } from '../parts/page.tsx'
import { percent } from '../parts/percent.ts'
import { duration, Time, useNow } from '../parts/time.tsx'
import classes from './integrations.module.css'

const took = (ms: number | null) => (ms === null ? null : duration(ms))
const ago = (at: string | null) => (at === null ? null : <Time at={at} />)

const factsOf = (health: IntegrationHealth) =>
  [
    ['Success', percent(health.success_rate)],
    ['p50', took(health.p50_ms)],
    ['p95', took(health.p95_ms)],
    ['Backlog', health.backlog],
    ['Circuit', health.breaker === 'closed' ? 'closed' : <Circuit health={health} />],
    ['Held because', health.breaker_reason],
    ['Next probe', ago(health.next_probe_at)],
    ['Last success', ago(health.last_success_at)],
    ['Last error', health.last_error],
    ['When', ago(health.last_error_at)],
    ['Failing for', ago(health.failing_since)],
  ] as const

/** How the integration did over the last 24 hours. */
export const HealthPanel = ({ health }: { health: IntegrationHealth }) => {
  const now = useNow()
  return (
    <Panel title="Health">
      <div className={classes.chart}>
        <DayChart hours={hoursOf(health.hours, now)} />
      </div>
      <Facts facts={factsOf(health)} />
    </Panel>
  )
}
