import { Link } from '@tanstack/react-router'
import type { Integration } from '../api/schemas.ts'
import { Badge } from '../parts/badges.tsx'
import { type Hour, totalsOf } from '../parts/day.ts'
import { DayChart } from '../parts/day-chart.tsx'
import { Circuit } from '../parts/circuit.tsx'
import { filterSentence } from '../parts/filter-sentence.ts'
import { KindMark, kindTitle } from '../parts/kind-mark.tsx'
import { percent } from '../parts/percent.ts'
import { duration, Time } from '../parts/time.tsx'
import classes from './overview.module.css'

const Standing = ({ integration }: { integration: Integration }) => {
  if (integration.disabled_reason !== null) return <Badge tone="bad">Switched off</Badge>
  if (!integration.enabled) return <Badge tone="plain">Disabled</Badge>
  return <Circuit health={integration.health} />
}

/** One integration at a glance; the whole card leads to it. */
export const IntegrationCard = ({ integration, hours }: { integration: Integration; hours: readonly Hour[] }) => {
  const { health } = integration
  const totals = totalsOf(hours)
  return (
    <li className={classes.card} data-off={!integration.enabled || undefined}>
      <div className={classes.cardhead}>
        <KindMark kind={integration.kind} size={32} />
        <div className={classes.names}>
          <Link to="/integrations/$id" params={{ id: integration.id }} className={classes.name ?? ''}>
            {integration.name}
          </Link>
          <p className="dim">{kindTitle(integration.kind)}</p>
        </div>
        <Standing integration={integration} />
      </div>
      <p className={classes.filter}>{filterSentence(integration)}</p>
      <DayChart hours={hours} of="Deliveries" />
      <dl className={classes.figures}>
        <div>
          <dt>Success</dt>
          <dd data-tone={totals.failed > 0 ? 'bad' : undefined}>{percent(health.success_rate)}</dd>
        </div>
        <div>
          <dt>p95</dt>
          <dd>{health.p95_ms === null ? '–' : duration(health.p95_ms)}</dd>
        </div>
        <div>
          <dt>Backlog</dt>
          <dd data-tone={health.backlog > 0 ? 'warn' : undefined}>{health.backlog}</dd>
        </div>
        <div>
          <dt>Failed</dt>
          <dd data-tone={totals.failed > 0 ? 'bad' : undefined}>{totals.failed}</dd>
        </div>
      </dl>
      {health.last_error !== null && (
        <p className={classes.error}>
          {health.last_error} {health.last_error_at !== null && <Time at={health.last_error_at} />}
        </p>
      )}
      {integration.disabled_reason !== null && <p className={classes.error}>{integration.disabled_reason}</p>}
    </li>
  )
}
