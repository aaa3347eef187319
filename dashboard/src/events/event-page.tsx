import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { routedEvent } from '../api/queries.ts'
import type { RoutedEvent } from '../api/schemas.ts'
import { EVENT_TITLES } from '../api/vocabulary.ts'
import { SeverityBadge } from '../parts/badges.tsx'
import { Facts, Page, Panel } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { RoutingMatrix } from './routing-matrix.tsx'
import { subjectOf } from './subject.ts'
import classes from './events.module.css'

const factsOf = ({ event, created_at, data }: RoutedEvent) =>
  [
    ['Event', EVENT_TITLES[event]],
    ['Happened', <Time key="at" at={created_at} />],
    ['Target', data.target.name],
    ['Severity', data.finding && <SeverityBadge severity={data.finding.severity} />],
    ['Change', data.change_summary],
    ['Error', data.error],
    [
      'Finding',
      data.finding && (
        <Link to="/findings/$id" params={{ id: data.finding.id }}>
          Open the finding
        </Link>
      ),
    ],
    [
      'Scan',
      data.scan && (
        <Link to="/scans/$id" params={{ id: data.scan.id }}>
          Open the scan
        </Link>
      ),
    ],
  ] as const

const reachOf = ({ routed, routing_failed, routing }: RoutedEvent): string => {
  if (routing_failed) return 'Nobody was told: it could not be judged'
  if (!routed) return 'Being judged'
  const matched = routing.filter(({ verdict }) => verdict === 'matched').length
  return `${matched} of ${routing.length} integrations were told`
}

export const EventPage = () => {
  const { id } = useParams({ from: '/shell/events/$id' })
  const query = useQuery(routedEvent(id))
  const { data } = query
  return (
    <Page
      title={data === undefined ? 'Event' : subjectOf(data.data)}
      lead={data && `${EVENT_TITLES[data.event]} · ${reachOf(data)}`}
      back={{ to: '/events', label: 'Events' }}
    >
      <Loaded query={query} height={420}>
        {(event) => (
          <>
            <Panel>
              <Facts facts={factsOf(event)} />
            </Panel>
            <Panel title="Why each was told, or was not" flush>
              <RoutingMatrix event={event} />
            </Panel>
            <Panel>
              <details className={classes.payload}>
                <summary>The event’s payload, as integrations get it</summary>
                <pre tabIndex={0} aria-label="Payload">
                  {JSON.stringify(event.data, null, 2)}
                </pre>
              </details>
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  )
}
