import { Link } from '@tanstack/react-router'
import type { Delivery } from '../api/schemas.ts'
import { EVENT_TITLES } from '../api/vocabulary.ts'
import { StateBadge } from '../parts/badges.tsx'
import { IntegrationName } from '../parts/integration-name.tsx'
import { Time } from '../parts/time.tsx'
import classes from './deliveries.module.css'

interface DeliveryRowProps {
  delivery: Delivery
  selected?: boolean
  /** Without it the row can't be selected. */
  select?: () => void
}

const attemptWords = (count: number): string => (count === 1 ? '1 attempt' : `${count} attempts`)

export const DeliveryRow = ({ delivery, selected = false, select }: DeliveryRowProps) => (
  <div className={classes.row} data-selected={selected || undefined}>
    {select && (
      <label className={classes.pick}>
        <input
          type="checkbox"
          checked={selected}
          onChange={select}
          aria-label={`Select ${delivery.subject}, ${EVENT_TITLES[delivery.event]} ${delivery.id.slice(-6)}`}
        />
      </label>
    )}
    <Link to="/deliveries/$id" params={{ id: delivery.id }} className={classes.link ?? ''}>
      <span className={classes.state}>
        <StateBadge state={delivery.state} />
      </span>
      <span className={classes.what}>
        <span className={classes.subject}>{delivery.subject}</span>
        <span className="dim">{EVENT_TITLES[delivery.event]}</span>
      </span>
      <IntegrationName id={delivery.integration_id} kind={delivery.kind} />
      <span className={classes.detail}>{delivery.detail}</span>
      <span className={classes.when}>
        <Time at={delivery.created_at} />
        <span className="dim">{attemptWords(delivery.attempt_count)}</span>
      </span>
    </Link>
  </div>
)
