import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { routedEvent } from '../api/queries.ts'
import type { Event } from '../api/schemas.ts'
import { EVENT_TITLES } from '../api/vocabulary.ts'
import { SeverityBadge } from '../parts/badges.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Time } from '../parts/time.tsx'
import { detailOf, subjectOf } from './subject.ts'
import classes from './events.module.css'

const MOST_MARKS = 6

/** Whom it reached: their marks, and how many of how many. */
const Reach = ({ id }: { id: string }) => {
  const { data } = useQuery(routedEvent(id))
  if (data === undefined) return <span className={classes.reach} />
  if (!data.routed) return <span className={classes.reach}>being judged…</span>
  const matched = data.routing.filter(({ verdict }) => verdict === 'matched')
  return (
    <span className={classes.reach}>
      <span className={classes.marks}>
        {matched.slice(0, MOST_MARKS).map(({ integration_id, kind }) => (
          <KindMark key={integration_id} kind={kind} size={18} />
        ))}
      </span>
      {matched.length} of {data.routing.length}
    </span>
  )
}

export const EventRow = ({ event }: { event: Event }) => (
  <Link to="/events/$id" params={{ id: event.id }} className={classes.row ?? ''}>
    <span className={classes.what}>{EVENT_TITLES[event.event]}</span>
    <span className={classes.subject}>
      <span className="cut">{subjectOf(event.data)}</span>
      <span className={classes.below}>
        {event.data.finding && <SeverityBadge severity={event.data.finding.severity} />}
        <span className="cut dim">{detailOf(event.data)}</span>
      </span>
    </span>
    <Reach id={event.id} />
    <span className={classes.when}>
      <Time at={event.created_at} />
    </span>
  </Link>
)
