import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { latestCounts } from '../api/latest-counts.ts'
import { SEVERITIES, type Severity, severityRank } from '../api/vocabulary.ts'
import { severityWords } from '../parts/filter-sentence.ts'
import classes from './integrations.module.css'

/** What the latest scans say of a floor. */
const countWords = (counts: Record<Severity, number> | undefined, floor: Severity): string | undefined => {
  if (counts === undefined) return undefined
  const sum = (severities: readonly Severity[]): number => severities.reduce((all, one) => all + counts[one], 0)
  const all = sum(SEVERITIES)
  if (all === 0) return 'There are no findings yet to count.'
  const passing = sum(SEVERITIES.slice(severityRank(floor)))
  return `${passing} of the ${all} findings of the latest scans would pass. Scan events always pass.`
}

interface SeveritySliderProps {
  value: Severity
  change: (severity: Severity) => void
}

/** The floor that findings must reach, in words, with how many of today's reach it. */
export const SeveritySlider = ({ value, change }: SeveritySliderProps) => {
  const id = useId()
  const { data } = useQuery(latestCounts())
  const words = severityWords(value)
  return (
    <div className={classes.slider}>
      <div className={classes.sliderhead}>
        <label htmlFor={id} className={classes.label}>
          Severity
        </label>
        <output htmlFor={id} className={classes.floor} data-severity={value}>
          {words}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={SEVERITIES.length - 1}
        step={1}
        value={severityRank(value)}
        aria-valuetext={words}
        onChange={(event) => change(SEVERITIES[event.currentTarget.valueAsNumber] ?? value)}
      />
      <div className={classes.ticks} aria-hidden="true">
        {SEVERITIES.map((severity) => (
          <span key={severity} data-passes={severityRank(severity) >= severityRank(value) || undefined}>
            {severity}
          </span>
        ))}
      </div>
      <p className={classes.description}>{countWords(data, value) ?? 'Counting the findings of the latest scans…'}</p>
    </div>
  )
}
