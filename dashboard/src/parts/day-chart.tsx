import { type Hour, totalsOf } from './day.ts'
import classes from './parts.module.css'

const HEIGHT = 36
const STEP = 10
const BAR = 7
const LEAST = 2

interface Part {
  field: 'delivered' | 'waiting' | 'failed'
  fill: string
}

const PARTS: readonly Part[] = [
  { field: 'delivered', fill: 'var(--ok-bar)' },
  { field: 'waiting', fill: 'var(--warn-bar)' },
  { field: 'failed', fill: 'var(--bad-bar)' },
]

const Bar = ({ hour, index, most }: { hour: Hour; index: number; most: number }) => {
  let top = HEIGHT
  return PARTS.map(({ field, fill }) => {
    if (hour[field] === 0) return null
    const height = Math.max(LEAST, (hour[field] / most) * (HEIGHT - 2 * LEAST))
    top -= height
    return <rect key={field} x={index * STEP} y={top} width={BAR} height={height} fill={fill} />
  })
}

/** The last 24 hours, one bar an hour: delivered below, waiting and failed on top. */
export const DayChart = ({ hours, of }: { hours: readonly Hour[]; of: 'Deliveries' | 'Attempts' }) => {
  const most = Math.max(1, ...hours.map(({ delivered, failed, waiting }) => delivered + failed + waiting))
  const { delivered, failed, waiting } = totalsOf(hours)
  const counts = [`${delivered} delivered`, `${failed} failed`, ...(of === 'Deliveries' ? [`${waiting} waiting`] : [])]
  const words = `${of} of the last 24 hours: ${counts.join(', ')}`
  return (
    <svg
      className={classes.chart}
      viewBox={`0 0 ${String(hours.length * STEP)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {hours.map((hour, index) => (
        <g key={hour.at}>
          <rect x={index * STEP} y={HEIGHT - 1} width={BAR} height={1} fill="var(--line-strong)" />
          <Bar hour={hour} index={index} most={most} />
        </g>
      ))}
    </svg>
  )
}
