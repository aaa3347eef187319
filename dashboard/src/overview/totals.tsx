import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview } from '../api/schemas.ts'
import { inHours, totalsOf } from '../parts/day.ts'
import { percent } from '../parts/percent.ts'
import { Time } from '../parts/time.tsx'
import classes from './overview.module.css'

interface Figure {
  name: string
  value: string
  /** Below the value. */
  more: ReactNode
  to: string
  tone?: 'warn' | 'bad' | undefined
}

const figuresOf = (overview: Overview): Figure[] => {
  const { integrations, backlog, oldest_waiting_at: oldest, dead } = overview
  const { delivered, failed, successRate } = totalsOf(inHours(overview.hours, overview))
  const on = integrations.filter(({ enabled }) => enabled).length
  return [
    {
      name: 'Integrations on',
      value: `${String(on)} of ${String(integrations.length)}`,
      more: `${String(integrations.filter(({ breaker }) => breaker !== 'closed').length)} circuits open`,
      to: '/integrations',
    },
    {
      name: 'Delivered in 24 h',
      value: delivered.toLocaleString(),
      more: `${failed.toLocaleString()} attempts failed`,
      to: '/deliveries?state=delivered&hours=24',
    },
    { name: 'Success', value: percent(successRate), more: 'of the attempts in 24 h', to: '/deliveries?hours=24' },
    {
      name: 'Waiting',
      value: backlog.toLocaleString(),
      more:
        oldest === null ? (
          'nothing waits'
        ) : (
          <>
            oldest <Time at={oldest} />
          </>
        ),
      to: '/deliveries',
      tone: backlog > 0 ? 'warn' : undefined,
    },
    {
      name: 'Dead letters in 24 h',
      value: dead.day.toLocaleString(),
      more: `${dead.all.toLocaleString()} in all`,
      to: '/deliveries?state=dead',
      tone: dead.day > 0 ? 'bad' : undefined,
    },
  ]
}

/** The whole workspace in five figures, each of which leads to what it counts. */
export const Totals = ({ overview }: { overview: Overview }) => (
  <ul className={classes.totals} aria-label="Totals">
    {figuresOf(overview).map(({ name, value, more, to, tone }) => (
      <li key={name}>
        <Link to={to} className={classes.total ?? ''}>
          <span className={classes.totalname}>{name}</span>
          <span className={classes.totalvalue} data-tone={tone}>
            {value}
          </span>
          <span className={classes.totalname}>{more}</span>
        </Link>
      </li>
    ))}
  </ul>
)
