import type { Attempt, DeliveryWithAttempts } from '../api/schemas.ts'
import { MENDS } from '../api/vocabulary.ts'
import { Badge, type Tone } from '../parts/badges.tsx'
import { Empty } from '../parts/states.tsx'
import { duration, Time } from '../parts/time.tsx'
import classes from './deliveries.module.css'

const TONES: Record<Attempt['outcome'], Tone> = { delivered: 'ok', accepted: 'ok', retry: 'warn', rejected: 'bad' }
const WORDS: Record<Attempt['outcome'], string> = {
  delivered: 'Delivered',
  accepted: 'Accepted',
  retry: 'To be retried',
  rejected: 'Rejected',
}

/** From the end of the one before, or from when the delivery was made. */
const waitBefore = (attempt: Attempt, before: Attempt | undefined, madeAt: string): number => {
  const from = before === undefined ? Date.parse(madeAt) : Date.parse(before.started_at) + before.duration_ms
  return Math.max(0, Date.parse(attempt.started_at) - from)
}

/** It is dead although its last attempt could have been repeated. */
const USED_UP = 'It was tried as often as its schedule says. Replay it once the destination is back.'

interface AttemptEntryProps {
  attempt: Attempt
  wait: number
  /** The next one failed for the same reason: the mend stands there. */
  repeats: boolean
  /** It could be repeated, but is not any more. */
  isGivenUp: boolean
}

const AttemptEntry = ({ attempt, wait, repeats, isGivenUp }: AttemptEntryProps) => (
  <li className={classes.attempt} data-tone={isGivenUp ? 'bad' : TONES[attempt.outcome]}>
    <div className={classes.attempthead}>
      <strong>Attempt {attempt.n}</strong>
      <Badge tone={isGivenUp ? 'bad' : TONES[attempt.outcome]}>{isGivenUp ? 'Given up' : WORDS[attempt.outcome]}</Badge>
      <span className="dim figures">
        <Time at={attempt.started_at} /> · waited {duration(wait)} · took {duration(attempt.duration_ms)} ·{' '}
        {attempt.status === null ? 'no answer' : `status ${String(attempt.status)}`}
      </span>
    </div>
    {attempt.detail !== null && <p className={classes.said}>{attempt.detail}</p>}
    {attempt.reason !== null && !repeats && (
      <p>
        <span className={classes.mend}>What to do</span> {isGivenUp ? USED_UP : MENDS[attempt.reason]}
      </p>
    )}
  </li>
)

const WAITING: Partial<Record<DeliveryWithAttempts['state'], string>> = {
  pending: 'It waits to be sent.',
  held: 'It is held: its integration is switched off or its circuit is open. It goes out when that ends.',
}

const Next = ({ delivery }: { delivery: DeliveryWithAttempts }) => {
  if (delivery.state === 'cancelled') return <p className="dim">{delivery.detail ?? 'It was cancelled.'}</p>
  const words = WAITING[delivery.state]
  if (words !== undefined) return <p className="dim">{words}</p>
  if (delivery.next_attempt_at === null) return null
  return (
    <p className="dim">
      The next try is due <Time at={delivery.next_attempt_at} />.
    </p>
  )
}

/** Every attempt in order: the wait before it, what came back and the mend. */
export const Attempts = ({ delivery }: { delivery: DeliveryWithAttempts }) => {
  const { attempts, created_at, state } = delivery
  return (
    <>
      {attempts.length === 0 && state !== 'cancelled' && (
        <Empty title="There was no attempt yet">The first one follows within moments while a worker runs.</Empty>
      )}
      <ol className={classes.attempts}>
        {attempts.map((attempt, index) => (
          <AttemptEntry
            key={attempt.n}
            attempt={attempt}
            wait={waitBefore(attempt, attempts[index - 1], created_at)}
            repeats={attempts[index + 1]?.reason === attempt.reason}
            isGivenUp={state === 'dead' && attempt.outcome === 'retry' && index === attempts.length - 1}
          />
        ))}
      </ol>
      <Next delivery={delivery} />
    </>
  )
}
