import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { deliveries, integrationNames, usePages } from '../api/queries.ts'
import type { Delivery, RoutedEvent, Routing } from '../api/schemas.ts'
import { StateBadge } from '../parts/badges.tsx'
import { CheckIcon } from '../parts/icons.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Empty } from '../parts/states.tsx'
import { type Cell, cellsOf, STAGES } from './stages.ts'
import classes from './events.module.css'

const StageCell = ({ cell, title }: { cell: Cell; title: string }) => {
  if (cell.state === 'unasked')
    return (
      <td className={classes.unasked} data-stage={title}>
        <span aria-hidden="true">·</span>
        <span className={classes.hidden}>not asked</span>
      </td>
    )
  if (cell.state === 'stopped')
    return (
      <td className={classes.stopped} data-stage={title}>
        {cell.note}
      </td>
    )
  return (
    <td className={classes.passed} data-stage={title}>
      <CheckIcon />
      <span className={classes.hidden}>passed</span>
      {cell.note !== undefined && <span className={classes.note}>{cell.note}</span>}
    </td>
  )
}

const ResultCell = ({ routing, delivery }: { routing: Routing; delivery: Delivery | undefined }) => {
  if (routing.delivery_id === undefined)
    return <td className={classes.result}>{routing.verdict === 'matched' ? 'no delivery' : 'not told'}</td>
  return (
    <td className={classes.result}>
      <Link to="/deliveries/$id" params={{ id: routing.delivery_id }}>
        {delivery === undefined ? 'Delivery' : <StateBadge state={delivery.state} />}
      </Link>
    </td>
  )
}

const matchedFirst = (routing: readonly Routing[]): Routing[] =>
  routing.toSorted(
    (left, right) =>
      Number(right.verdict === 'matched') - Number(left.verdict === 'matched') || left.name.localeCompare(right.name),
  )

/** Integration by stage: a tick, or why the event stopped there. */
export const RoutingMatrix = ({ event }: { event: RoutedEvent }) => {
  const { data: known = [] } = useQuery(integrationNames())
  const { data: sent = [] } = usePages(deliveries({ event_id: event.id }))
  if (!event.routed) return <Empty title="It is being judged">The verdicts follow within a moment.</Empty>
  if (event.routing_failed)
    return (
      <Empty title="It could not be judged">
        The service died each time it tried, which is our fault. Once that is mended,{' '}
        <code>{'POST /api/events/{id}/route'}</code> judges it again.
      </Empty>
    )
  if (event.routing.length === 0)
    return <Empty title="There was no integration when it happened">Those made later are not told of it.</Empty>
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Routing">
      <table className={classes.matrix}>
        <thead>
          <tr>
            <th scope="col">Integration</th>
            {STAGES.map(({ title }) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          {matchedFirst(event.routing).map((routing) => (
            <tr key={routing.integration_id}>
              <th scope="row">
                <Link to="/integrations/$id" params={{ id: routing.integration_id }} className={classes.who ?? ''}>
                  <KindMark kind={routing.kind} size={22} />
                  {routing.name}
                </Link>
              </th>
              {cellsOf(
                routing,
                event.data,
                known.find(({ id }) => id === routing.integration_id),
              ).map((cell, index) => (
                <StageCell key={index} cell={cell} title={STAGES[index]?.title ?? ''} />
              ))}
              <ResultCell routing={routing} delivery={sent.find(({ id }) => id === routing.delivery_id)} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
