import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { scanDeliveries } from '../api/queries.ts'
import type { Delivery } from '../api/schemas.ts'
import { DELIVERY_STATES, type DeliveryState, STATE_TITLES } from '../api/vocabulary.ts'
import { IntegrationName } from '../parts/integration-name.tsx'
import { Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import classes from './scans.module.css'

interface Group {
  integrationId: string
  kind: string
  states: Map<DeliveryState, number>
}

const groupsOf = (deliveries: readonly Delivery[]): Group[] => {
  const groups = new Map<string, Group>()
  for (const { integration_id, kind, state } of deliveries) {
    const group = groups.get(integration_id) ?? {
      integrationId: integration_id,
      kind,
      states: new Map<DeliveryState, number>(),
    }
    group.states.set(state, (group.states.get(state) ?? 0) + 1)
    groups.set(integration_id, group)
  }
  return [...groups.values()]
}

const stateWords = (states: ReadonlyMap<DeliveryState, number>): string =>
  DELIVERY_STATES.filter((state) => states.has(state))
    .map((state) => `${states.get(state) ?? 0} ${STATE_TITLES[state].toLowerCase()}`)
    .join(' · ')

/** What was sent of a scan and its findings, by integration. */
export const Sent = ({ scanId }: { scanId: string }) => {
  const query = useQuery(scanDeliveries(scanId))
  return (
    <Panel title="What was sent" flush>
      <Loaded query={query}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="Nothing was sent of it">
              <Link to="/events" search={{ scan_id: scanId }}>
                Its events say why
              </Link>
            </Empty>
          ) : (
            <ul className={classes.sent}>
              {groupsOf(all).map(({ integrationId, kind, states }) => (
                <li key={integrationId}>
                  <Link
                    to="/deliveries"
                    search={{ scan_id: scanId, integration_id: integrationId }}
                    className={classes.sentrow ?? ''}
                  >
                    <IntegrationName id={integrationId} kind={kind} />
                    <span className="figures">{stateWords(states)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  )
}
