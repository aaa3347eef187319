import type { Hour } from '../parts/day.ts'
import { DayChart } from '../parts/day-chart.tsx'
import { Panel } from '../parts/page.tsx'
import classes from './overview.module.css'

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
/** Every sixth hour says when it was. */
const LABELLED = 6

/** What the whole workspace sent, hour by hour. */
export const Throughput = ({ hours }: { hours: readonly Hour[] }) => {
  const most = Math.max(0, ...hours.map(({ delivered, failed }) => delivered + failed))
  return (
    <Panel title="Throughput" aside={<span className="dim figures">{most.toLocaleString()} in the busiest hour</span>}>
      <DayChart hours={hours} tall />
      <div className={classes.axis} aria-hidden="true">
        {hours
          .filter((_hour, index) => index % LABELLED === 0)
          .map(({ at }) => (
            <span key={at}>{clock.format(at)}</span>
          ))}
      </div>
    </Panel>
  )
}
