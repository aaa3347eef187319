import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { delivery as deliveryQuery } from '../api/queries.ts'
import type { DeliveryWithAttempts } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { EVENT_TITLES } from '../api/vocabulary.ts'
import { StateBadge } from '../parts/badges.tsx'
import { ExternalIcon } from '../parts/icons.tsx'
import { IntegrationName } from '../parts/integration-name.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Facts, Page, Panel } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { Attempts } from './attempts.tsx'
import { ReplayOne } from './replay.tsx'

/** False where the event has a message to itself. */
const messageOf = ({ id, carried_by }: DeliveryWithAttempts) => {
  if (carried_by === null) return false
  if (carried_by === id) return 'A digest, which tells of other events too'
  return (
    <Link to="/deliveries/$id" params={{ id: carried_by }}>
      In a digest
    </Link>
  )
}

const factsOf = (delivery: DeliveryWithAttempts) =>
  [
    ['State', <StateBadge key="state" state={delivery.state} />],
    [
      'Integration',
      <Link key="integration" to="/integrations/$id" params={{ id: delivery.integration_id }}>
        <IntegrationName id={delivery.integration_id} kind={delivery.kind} />
      </Link>,
    ],
    [
      'Event',
      <Link key="event" to="/events/$id" params={{ id: delivery.event_id }}>
        {EVENT_TITLES[delivery.event]}
      </Link>,
    ],
    [
      'Finding',
      delivery.finding_id !== null && (
        <Link to="/findings/$id" params={{ id: delivery.finding_id }}>
          Open the finding
        </Link>
      ),
    ],
    [
      'Scan',
      delivery.scan_id !== null && (
        <Link to="/scans/$id" params={{ id: delivery.scan_id }}>
          Open the scan
        </Link>
      ),
    ],
    ['Message', messageOf(delivery)],
    ['Made', <Time key="made" at={delivery.created_at} />],
    ['Finished', delivery.finished_at !== null && <Time at={delivery.finished_at} />],
    [
      'What it made there',
      delivery.external_url !== null && (
        <a href={delivery.external_url} target="_blank" rel="noreferrer">
          Open it <ExternalIcon />
        </a>
      ),
    ],
  ] as const

export const DeliveryPage = () => {
  const { id } = useParams({ from: '/shell/deliveries/$id' })
  const query = useQuery(deliveryQuery(id))
  const mayReplay = useScope('deliveries:write')
  const { data } = query
  const isFinished = data?.state === 'delivered' || data?.state === 'dead'
  return (
    <Page
      title={data?.subject ?? 'Delivery'}
      mark={<KindMark kind={data?.kind ?? ''} size={40} />}
      lead={
        <>
          {data && `${EVENT_TITLES[data.event]}, delivery `}
          <span className="mono">{id}</span>
        </>
      }
      back={{ to: '/deliveries', label: 'Deliveries' }}
      actions={mayReplay && isFinished && <ReplayOne id={id} />}
    >
      <Loaded query={query} height={320}>
        {(delivery) => (
          <>
            <Panel>
              <Facts facts={factsOf(delivery).filter(([, value]) => value !== false)} />
            </Panel>
            <Panel title="Attempts">
              <Attempts delivery={delivery} />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  )
}
