import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { overview as overviewQuery } from '../api/queries.ts'
import type { Overview, WatchedIntegration } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { inHours } from '../parts/day.ts'
import { Page, Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { IntegrationCard } from './integration-card.tsx'
import classes from './overview.module.css'
import { Throughput } from './throughput.tsx'
import { Totals } from './totals.tsx'

const AddButton = () => (
  <Button component={Link} to="/integrations/new">
    Add an integration
  </Button>
)

const FirstSteps = ({ mayWrite }: { mayWrite: boolean }) => (
  <Panel>
    <Empty title="Nothing is wired yet">
      {mayWrite ? (
        <>
          <p>An integration says where events go and which of them. Make the first one, then send it a test.</p>
          <AddButton />
        </>
      ) : (
        <p>An integration says where events go and which of them. An admin of the workspace adds the first.</p>
      )}
    </Empty>
  </Panel>
)

/** How much somebody has to look after it. */
const trouble = ({ enabled, disabled_reason, breaker, failed }: WatchedIntegration): number => {
  if (disabled_reason !== null || breaker !== 'closed') return 3
  if (failed.some((count) => count > 0)) return 2
  return enabled ? 1 : 0
}

/** What needs a person first; those that need none as much by name, as they come. */
const inOrder = (all: readonly WatchedIntegration[]): WatchedIntegration[] =>
  all.toSorted((left, right) => trouble(right) - trouble(left))

const Cards = ({ overview: { integrations, hours } }: { overview: Overview }) => (
  <ul className={classes.cards} aria-label="Integrations">
    {inOrder(integrations).map((one) => (
      <IntegrationCard key={one.id} integration={one} hours={hours} />
    ))}
  </ul>
)

export const OverviewPage = () => {
  const query = useQuery(overviewQuery())
  const mayWrite = useScope('integrations:write')
  return (
    <Page
      title="Overview"
      lead="Every integration over the last 24 hours, as it happens."
      actions={mayWrite && <AddButton />}
    >
      <Loaded query={query} height={420}>
        {(overview) =>
          overview.integrations.length === 0 ? (
            <FirstSteps mayWrite={mayWrite} />
          ) : (
            <>
              <Totals overview={overview} />
              <Throughput hours={inHours(overview.hours, overview)} />
              <Cards overview={overview} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
