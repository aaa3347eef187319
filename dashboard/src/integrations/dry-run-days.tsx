import type { DryRun } from '../api/schemas.ts'
import classes from './dry-run.module.css'

const DAYS = 30
const DAY_MS = 86_400_000
const HEIGHT = 64
const STEP = 10
const BAR = 4
const LEAST = 2

type Day = DryRun['by_day'][number]

/** The last 30 days in UTC, oldest first, those of nothing too. */
export const daysOf = (counted: readonly Day[], now: number): Day[] => {
  const known = new Map(counted.map((day) => [day.day, day]))
  return Array.from({ length: DAYS }, (_, at) => {
    const day = new Date(now - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10)
    return known.get(day) ?? { day, events: 0, matched: 0, sent: 0 }
  })
}

const Bar = ({ x, value, most, fill }: { x: number; value: number; most: number; fill: string }) => {
  const height = value === 0 ? 0 : Math.max(LEAST, (value / most) * HEIGHT)
  return height > 0 && <rect x={x} y={HEIGHT - height} width={BAR} height={height} fill={fill} />
}

/** Two bars a day: what would go out, and what really did where there is an integration already. */
export const DryRunDays = ({ run, now }: { run: DryRun; now: number }) => {
  const days = daysOf(run.by_day, now)
  const most = Math.max(1, ...days.flatMap(({ matched, sent }) => [matched, sent]))
  const busy = days.filter(({ matched }) => matched > 0).length
  const words = `Events a day: something would go out on ${String(busy)} of ${String(DAYS)} days, at most ${String(most)}`
  return (
    <figure className={classes.days}>
      <svg
        viewBox={`0 0 ${String(DAYS * STEP)} ${String(HEIGHT)}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        {days.map(({ day, matched, sent }, at) => (
          <g key={day}>
            <title>{`${day}: ${String(matched)} would go out${run.sent === null ? '' : `, ${String(sent)} did`}`}</title>
            <rect x={at * STEP} y={0} width={STEP} height={HEIGHT} fill="transparent" />
            <rect x={at * STEP} y={HEIGHT - 1} width={BAR * 2} height={1} fill="var(--line-strong)" />
            <Bar x={at * STEP} value={matched} most={most} fill="var(--ok-bar)" />
            <Bar x={at * STEP + BAR} value={sent} most={most} fill="var(--hold)" />
          </g>
        ))}
      </svg>
      <figcaption className={classes.legend}>
        <span data-of="matched">would go out</span>
        {run.sent !== null && <span data-of="sent">really did</span>}
        <span className={classes.most}>events a day, at most {most.toLocaleString()}</span>
      </figcaption>
    </figure>
  )
}
