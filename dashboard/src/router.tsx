import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { currentSession } from './api/session.ts'
import { isDeliveryState, isEventName, isSeverity } from './api/vocabulary.ts'
import { Empty, Trouble, Waiting } from './parts/states.tsx'
import { Shell } from './shell/shell.tsx'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const known = <T extends string>(is: (value: unknown) => value is T, value: unknown): T | undefined =>
  is(value) ? value : undefined

/** The search of a page, of which links may leave out all. */
const searchOf =
  <T extends object>(read: (search: Record<string, unknown>) => T) =>
  (search: Record<string, unknown>): { [Name in keyof T]?: T[Name] } =>
    read(search)

const root = createRootRoute({ component: Outlet })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: searchOf((search) => ({ to: text(search.to), failed: text(search.failed) })),
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./sign-in/setup-page.tsx'), 'SetupPage'),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: ({ location }) => {
    if (currentSession() == null)
      // How the router takes a redirect.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw redirect({ to: '/sign-in', search: { to: location.href === '/' ? undefined : location.href } })
  },
  component: Shell,
})

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./overview/overview-page.tsx'), 'OverviewPage'),
})

const integrations = createRoute({
  getParentRoute: () => shell,
  path: '/integrations',
  component: lazyRouteComponent(() => import('./integrations/integrations-page.tsx'), 'IntegrationsPage'),
})

const gallery = createRoute({
  getParentRoute: () => shell,
  path: '/integrations/new',
  component: lazyRouteComponent(() => import('./integrations/gallery-page.tsx'), 'GalleryPage'),
})

const newIntegration = createRoute({
  getParentRoute: () => shell,
  path: '/integrations/new/$kind',
  component: lazyRouteComponent(() => import('./integrations/new-integration-page.tsx'), 'NewIntegrationPage'),
})

const integration = createRoute({
  getParentRoute: () => shell,
  path: '/integrations/$id',
  component: lazyRouteComponent(() => import('./integrations/integration-page.tsx'), 'IntegrationPage'),
})

const events = createRoute({
  getParentRoute: () => shell,
  path: '/events',
  validateSearch: searchOf((search) => ({
    event: known(isEventName, search.event),
    target_id: text(search.target_id),
    scan_id: text(search.scan_id),
    finding_id: text(search.finding_id),
  })),
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
})

const event = createRoute({
  getParentRoute: () => shell,
  path: '/events/$id',
  component: lazyRouteComponent(() => import('./events/event-page.tsx'), 'EventPage'),
})

const deliveries = createRoute({
  getParentRoute: () => shell,
  path: '/deliveries',
  validateSearch: searchOf((search) => ({
    state: known(isDeliveryState, search.state),
    integration_id: text(search.integration_id),
    event: known(isEventName, search.event),
    event_id: text(search.event_id),
    scan_id: text(search.scan_id),
    finding_id: text(search.finding_id),
    hours: typeof search.hours === 'number' && search.hours > 0 ? search.hours : undefined,
  })),
  component: lazyRouteComponent(() => import('./deliveries/deliveries-page.tsx'), 'DeliveriesPage'),
})

const delivery = createRoute({
  getParentRoute: () => shell,
  path: '/deliveries/$id',
  component: lazyRouteComponent(() => import('./deliveries/delivery-page.tsx'), 'DeliveryPage'),
})

const findings = createRoute({
  getParentRoute: () => shell,
  path: '/findings',
  validateSearch: searchOf((search) => ({
    severity: known(isSeverity, search.severity),
    state: search.state === 'open' || search.state === 'fixed' ? search.state : undefined,
    verification_status: text(search.verification_status),
    target_id: text(search.target_id),
    suppressed: typeof search.suppressed === 'boolean' ? search.suppressed : undefined,
    q: text(search.q),
  })),
  component: lazyRouteComponent(() => import('./findings/findings-page.tsx'), 'FindingsPage'),
})

const finding = createRoute({
  getParentRoute: () => shell,
  path: '/findings/$id',
  component: lazyRouteComponent(() => import('./findings/finding-page.tsx'), 'FindingPage'),
})

const scans = createRoute({
  getParentRoute: () => shell,
  path: '/scans',
  validateSearch: searchOf((search) => ({ target_id: text(search.target_id) })),
  component: lazyRouteComponent(() => import('./scans/scans-page.tsx'), 'ScansPage'),
})

const scan = createRoute({
  getParentRoute: () => shell,
  path: '/scans/$id',
  component: lazyRouteComponent(() => import('./scans/scan-page.tsx'), 'ScanPage'),
})

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/settings/audit',
  component: lazyRouteComponent(() => import('./settings/audit-page.tsx'), 'AuditPage'),
})

const pages = [
  overview,
  integrations,
  gallery,
  newIntegration,
  integration,
  events,
  event,
  deliveries,
  delivery,
  findings,
  finding,
  scans,
  scan,
  settings,
  audit,
]

export const router = createRouter({
  routeTree: root.addChildren([signIn, setup, shell.addChildren(pages)]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Waiting height={320} />,
  defaultErrorComponent: ({ error, reset }) => <Trouble error={error} retry={reset} />,
  defaultNotFoundComponent: () => <Empty title="There is no such page">Pick one from the menu.</Empty>,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
