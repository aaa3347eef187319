import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { WatchedIntegration } from '../api/schemas.ts'
import { Badge } from '../parts/badges.tsx'
import { Circuit } from '../parts/circuit.tsx'
import { inHours, totalsOf } from '../parts/day.ts'
import { DayChart } from '../parts/day-chart.tsx'
import { filterSentence } from '../parts/filter-sentence.ts'
import { KindMark, kindTitle } from '../parts/kind-mark.tsx'
import { percent } from '../parts/percent.ts'
import { duration, Time } from '../parts/time.tsx'
import classes from './overview.module.css'

const Standing = ({ integration }: { integration: WatchedIntegration }) => {
  if (integration.disabled_reason !== null) return <Badge tone="bad">Switched off</Badge>
  if (!integration.enabled) return <Badge tone="plain">Disabled</Badge>
  return <Circuit health={integration} />
}

const Figures = ({ integration, failed }: { integration: WatchedIntegration; failed: number }) => {
  const { success_rate, p95_ms, backlog } = integration
  return (
    <dl className={classes.figures}>
      <div>
        <dt>Success</dt>
        <dd data-tone={failed > 0 ? 'bad' : undefined}>{percent(success_rate)}</dd>
      </div>
      <div>
        <dt>p95</dt>
        <dd>{p95_ms === null ? '–' : duration(p95_ms)}</dd>
      </div>
      <div>
        <dt>Backlog</dt>
        <dd data-tone={backlog > 0 ? 'warn' : undefined}>{backlog.toLocaleString()}</dd>
      </div>
      <div>
        <dt>Failed</dt>
        <dd data-tone={failed > 0 ? 'bad' : undefined}>{failed.toLocaleString()}</dd>
      </div>
    </dl>
  )
}

interface IntegrationCardProps {
  integration: WatchedIntegration
  hours: readonly string[]
}

/** One integration at a glance; the whole card leads to it. Drawn anew only where it is different. */
export const IntegrationCard = memo(({ integration, hours }: IntegrationCardProps) => {
  const { last_error, last_error_at, disabled_reason } = integration
  const own = inHours(hours, integration)
  return (
    <li className={classes.card} data-off={!integration.enabled || undefined}>
      <div className={classes.cardhead}>
        <KindMark kind={integration.kind} size={32} />
        <div className={classes.names}>
          <Link to="/integrations/$id" params={{ id: integration.id }} className={classes.name ?? ''}>
            {integration.name}
          </Link>
          <p className={classes.kind}>
            {kindTitle(integration.kind)} <Standing integration={integration} />
          </p>
        </div>
      </div>
      <p className={classes.filter}>{filterSentence(integration)}</p>
      <DayChart hours={own} />
      <Figures integration={integration} failed={totalsOf(own).failed} />
      {disabled_reason !== null && <p className={classes.error}>The service switched it off: {disabled_reason}</p>}
      {last_error !== null && last_error !== disabled_reason && (
        <p className={classes.error}>
          {last_error_at !== null && (
            <>
              <Time at={last_error_at} />:{' '}
            </>
          )}
          {last_error}
        </p>
      )}
    </li>
  )
})
IntegrationCard.displayName = 'IntegrationCard'
