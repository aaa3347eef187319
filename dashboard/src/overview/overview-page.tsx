import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { activity, integrations } from '../api/queries.ts'
import type { DeliveryActivity, Integration } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { Page, Panel } from '../parts/page.tsx'
import { percent } from '../parts/percent.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { useNow } from '../parts/time.tsx'
import { hoursOf, totalsOf } from '../parts/day.ts'
import { IntegrationCard } from './integration-card.tsx'
import classes from './overview.module.css'

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

const Totals = ({ list, day }: { list: readonly Integration[]; day: readonly DeliveryActivity[] }) => {
  const { delivered, failed, waiting, successRate } = totalsOf(day)
  const on = list.filter(({ enabled }) => enabled).length
  const figures = [
    { name: 'Integrations on', value: `${on} of ${list.length}`, to: '/integrations' },
    { name: 'Delivered in 24 h', value: delivered.toLocaleString(), to: '/deliveries?state=delivered&hours=24' },
    { name: 'Success', value: percent(successRate), to: '/deliveries?hours=24' },
    { name: 'Waiting', value: waiting.toLocaleString(), to: '/deliveries', tone: waiting > 0 ? 'warn' : undefined },
    {
      name: 'Failed',
      value: failed.toLocaleString(),
      to: '/deliveries?state=dead&hours=24',
      tone: failed > 0 ? 'bad' : undefined,
    },
  ]
  return (
    <ul className={classes.totals} aria-label="Totals">
      {figures.map(({ name, value, to, tone }) => (
        <li key={name}>
          <Link to={to} className={classes.total ?? ''}>
            <span className={classes.totalname}>{name}</span>
            <span className={classes.totalvalue} data-tone={tone}>
              {value}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** What needs a person first: broken ones, then by name. */
const inOrder = (list: readonly Integration[], failing: ReadonlySet<string>): Integration[] =>
  list.toSorted(
    (left, right) =>
      Number(failing.has(right.id)) - Number(failing.has(left.id)) ||
      Number(right.enabled) - Number(left.enabled) ||
      left.name.localeCompare(right.name),
  )

const Cards = ({ list, day }: { list: readonly Integration[]; day: readonly DeliveryActivity[] }) => {
  const now = useNow()
  const failing = new Set(day.filter(({ failed }) => failed > 0).map(({ integration_id }) => integration_id))
  return (
    <ul className={classes.cards} aria-label="Integrations">
      {inOrder(list, failing).map((one) => (
        <IntegrationCard
          key={one.id}
          integration={one}
          hours={hoursOf(
            day.filter(({ integration_id }) => integration_id === one.id),
            now,
          )}
        />
      ))}
    </ul>
  )
}

export const OverviewPage = () => {
  const list = useQuery(integrations())
  const day = useQuery(activity())
  const mayWrite = useScope('integrations:write')
  return (
    <Page
      title="Overview"
      lead="Every integration over the last 24 hours; it keeps itself up to date."
      actions={mayWrite && <AddButton />}
    >
      <Loaded query={list} height={420}>
        {(all) =>
          all.length === 0 ? (
            <FirstSteps mayWrite={mayWrite} />
          ) : (
            <>
              <Totals list={all} day={day.data ?? []} />
              <Cards list={all} day={day.data ?? []} />
            </>
          )
        }
      </Loaded>
    </Page>
  )
}
