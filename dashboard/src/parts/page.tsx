import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { BackIcon } from './icons.tsx'
import classes from './parts.module.css'

export interface PageProps {
  title: string
  /** What stands before the title, such as a kind's mark. */
  mark?: ReactNode
  /** One line below the title. */
  lead?: ReactNode
  actions?: ReactNode
  back?: { to: string; label: string }
  children: ReactNode
}

export const Page = ({ title, mark, lead, actions, back, children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · Pencheff Integrations`
  }, [title])
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        {back && (
          <Link to={back.to} className={classes.back}>
            <BackIcon /> {back.label}
          </Link>
        )}
        <div className={classes.headline}>
          {mark}
          <div className={classes.headtext}>
            <h1>{title}</h1>
            {Boolean(lead) && <div className={classes.lead}>{lead}</div>}
          </div>
          {actions !== undefined && <div className={classes.actions}>{actions}</div>}
        </div>
      </header>
      {children}
    </div>
  )
}

export interface PanelProps {
  title?: string
  /** Beside the title. */
  aside?: ReactNode
  children: ReactNode
  /** Without the inner margin: for lists and tables. */
  flush?: boolean
}

export const Panel = ({ title, aside, children, flush = false }: PanelProps) => (
  <section className={classes.panel} data-flush={flush || undefined}>
    {title !== undefined && (
      <div className={classes.panelhead}>
        <h2>{title}</h2>
        {aside}
      </div>
    )}
    {children}
  </section>
)

/** Pairs of a name and a value. */
export const Facts = ({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) => (
  <dl className={classes.facts}>
    {facts
      .filter(([, value]) => value !== null && value !== undefined && value !== false && value !== '')
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
  </dl>
)
