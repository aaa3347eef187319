import { ActionIcon, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { overview } from '../api/queries.ts'
import { holdsScope, useSession } from '../api/session.ts'
import { signOut } from '../api/sign-in.ts'
import {
  DeliveriesIcon,
  EventsIcon,
  FindingsIcon,
  IntegrationsIcon,
  MenuIcon,
  OverviewIcon,
  ScansIcon,
  SettingsIcon,
} from '../parts/icons.tsx'
import { LiveMark } from './live-mark.tsx'
import mark from './mark.svg'
import classes from './shell.module.css'

interface Place {
  to: string
  label: string
  icon: ReactNode
  /** Without it the place is not shown. */
  scope?: string
}

const PLACES: readonly Place[] = [
  { to: '/', label: 'Overview', icon: <OverviewIcon />, scope: 'integrations:read' },
  { to: '/integrations', label: 'Integrations', icon: <IntegrationsIcon />, scope: 'integrations:read' },
  { to: '/events', label: 'Events', icon: <EventsIcon />, scope: 'events:read' },
  { to: '/deliveries', label: 'Deliveries', icon: <DeliveriesIcon />, scope: 'deliveries:read' },
  { to: '/findings', label: 'Findings', icon: <FindingsIcon />, scope: 'findings:read' },
  { to: '/scans', label: 'Scans', icon: <ScansIcon />, scope: 'scans:read' },
  { to: '/settings', label: 'Settings', icon: <SettingsIcon /> },
]

/** How many deliveries of the last 24 hours were given up. */
const useFailures = (enabled: boolean): number => useQuery({ ...overview(), enabled }).data?.dead.day ?? 0

const Places = ({ onGo }: { onGo: () => void }) => {
  const session = useSession()
  const failures = useFailures(holdsScope(session, 'integrations:read'))
  return (
    <nav aria-label="Main">
      <ul className={classes.places}>
        {PLACES.filter(({ scope }) => scope === undefined || holdsScope(session, scope)).map(({ to, label, icon }) => (
          <li key={to}>
            <Link to={to} className={classes.place ?? ''} activeOptions={{ exact: to === '/' }} onClick={onGo}>
              {icon}
              <span>{label}</span>
              {to === '/deliveries' && failures > 0 && (
                <span className={classes.count} title="Failed in the last 24 hours">
                  {failures}
                  <span className={classes.hidden}> failed</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const SignedIn = () => {
  const session = useSession()
  const router = useRouter()
  return (
    <div className={classes.who}>
      <span className={classes.names}>
        <span className="cut">{session?.name}</span>
        {session?.workspace !== undefined && <span className="cut">{session.workspace}</span>}
      </span>
      <Button variant="subtle" color="gray" size="compact-xs" onClick={() => signOut(() => router.invalidate())}>
        Sign out
      </Button>
    </div>
  )
}

/** Another page has the focus at its beginning: what was pressed is gone with the page before, and a screen reader goes on from there. */
const useFocusOnArrival = (main: RefObject<HTMLElement | null>): void => {
  const pathname = useLocation({ select: (location) => location.pathname })
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current !== pathname) main.current?.focus({ preventScroll: true })
    shown.current = pathname
  }, [main, pathname])
}

/** The frame around every page of the signed-in. */
export const Shell = () => {
  const [open, setOpen] = useState(false)
  const main = useRef<HTMLElement>(null)
  useFocusOnArrival(main)
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to the content
      </a>
      <header className={classes.bar} data-open={open || undefined}>
        <div className={classes.brand}>
          <img src={mark} alt="" width="26" height="26" />
          <span>
            Pencheff <span className={classes.product}>Integrations</span>
          </span>
          <LiveMark />
          <ActionIcon
            className={classes.toggle}
            variant="default"
            size="lg"
            aria-label="Menu"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <MenuIcon />
          </ActionIcon>
        </div>
        <div className={classes.menu}>
          <Places onGo={() => setOpen(false)} />
          <SignedIn />
        </div>
      </header>
      <main id="content" ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </div>
  )
}
