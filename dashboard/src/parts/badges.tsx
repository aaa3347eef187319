import { type DeliveryState, type Severity, severityRank, STATE_TITLES } from '../api/vocabulary.ts'
import classes from './parts.module.css'

/** Bars that rise with the severity, beside the word: never the colour alone. */
export const SeverityBadge = ({ severity }: { severity: Severity }) => (
  <span className={classes.severity} data-severity={severity}>
    <svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true">
      {[0, 1, 2, 3, 4].map((bar) => (
        <rect
          key={bar}
          x={bar * 3}
          y={8 - bar * 2}
          width="2"
          height={4 + bar * 2}
          rx="0.6"
          fill="currentColor"
          opacity={bar <= severityRank(severity) ? 1 : 0.22}
        />
      ))}
    </svg>
    {severity}
  </span>
)

export type Tone = 'ok' | 'warn' | 'bad' | 'hold' | 'plain'

export const Badge = ({ tone, children }: { tone: Tone; children: string }) => (
  <span className={classes.badge} data-tone={tone}>
    {children}
  </span>
)

const STATE_TONES: Record<DeliveryState, Tone> = {
  pending: 'plain',
  retrying: 'warn',
  delivered: 'ok',
  dead: 'bad',
  cancelled: 'plain',
  held: 'hold',
}

export const StateBadge = ({ state }: { state: DeliveryState }) => (
  <Badge tone={STATE_TONES[state]}>{STATE_TITLES[state]}</Badge>
)
