import type { SeverityCounts } from '../api/schemas.ts'
import { WORST_FIRST } from '../api/vocabulary.ts'
import classes from './scans.module.css'

/** How many of each severity, the worst first; those of none are left out. */
export const Counts = ({ summary }: { summary: SeverityCounts }) => {
  const present = WORST_FIRST.filter((severity) => summary[severity] > 0)
  return (
    <span className={classes.counts}>
      {present.length === 0 && <span className="dim">no findings</span>}
      {present.map((severity) => (
        <span key={severity} className={classes.count} data-severity={severity}>
          <b>{summary[severity]}</b> {severity}
        </span>
      ))}
    </span>
  )
}
