import { type Hour, totalsOf } from './day.ts'
import classes from './parts.module.css'

const HEIGHT = 36
const STEP = 10
const BAR = 7
const LEAST = 2

const bar = (index: number, top: number, height: number): string =>
  `M${String(index * STEP)} ${top.toFixed(1)}h${String(BAR)}v${height.toFixed(1)}h-${String(BAR)}z`

const heightOf = (count: number, most: number): number =>
  count === 0 ? 0 : Math.max(LEAST, (count / most) * (HEIGHT - 2 * LEAST))

/** One shape for all bars of a colour: fifty charts of a bar an hour and colour would be thousands of elements. */
const shapesOf = (hours: readonly Hour[]) => {
  const most = Math.max(1, ...hours.map(({ delivered, failed }) => delivered + failed))
  const shapes = { ground: '', delivered: '', failed: '' }
  hours.forEach((hour, index) => {
    const [good, bad] = [heightOf(hour.delivered, most), heightOf(hour.failed, most)]
    shapes.ground += bar(index, HEIGHT - 1, 1)
    if (good > 0) shapes.delivered += bar(index, HEIGHT - good, good)
    if (bad > 0) shapes.failed += bar(index, HEIGHT - good - bad, bad)
  })
  return shapes
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** Over each bar, as high as the chart: its hour's counts on hover. */
const HourTitles = ({ hours }: { hours: readonly Hour[] }) =>
  hours.map(({ at, delivered, failed }, index) => (
    <rect key={at} x={index * STEP} y={0} width={STEP} height={HEIGHT} fill="transparent">
      <title>{`From ${clock.format(at)}: ${delivered.toLocaleString()} delivered, ${failed.toLocaleString()} failed`}</title>
    </rect>
  ))

/** Attempts of the last 24 hours, one bar an hour: delivered below, failed on top. */
export const DayChart = ({ hours, tall = false }: { hours: readonly Hour[]; tall?: boolean }) => {
  const { delivered, failed } = totalsOf(hours)
  const { ground, ...shapes } = shapesOf(hours)
  const words = `Attempts of the last 24 hours: ${String(delivered)} delivered, ${String(failed)} failed`
  return (
    <svg
      className={classes.chart}
      data-tall={tall || undefined}
      viewBox={`0 0 ${String(hours.length * STEP)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path d={ground} fill="var(--line-strong)" />
      <path d={shapes.delivered} fill="var(--ok-bar)" />
      <path d={shapes.failed} fill="var(--bad-bar)" />
      {tall && <HourTitles hours={hours} />}
    </svg>
  )
}
