import { Link } from '@tanstack/react-router'
import type { DryRun } from '../api/schemas.ts'
import { EVENT_TITLES } from '../api/vocabulary.ts'
import { Badge, SeverityBadge } from '../parts/badges.tsx'
import { ExternalIcon } from '../parts/icons.tsx'
import { Time } from '../parts/time.tsx'
import { STOP_WORDS } from '../parts/verdicts.ts'
import classes from './dry-run.module.css'

type Example = DryRun['examples'][number]

/** What really became of it where that is not what the filter would make of it. */
const difference = ({ verdict, delivery_id }: Example): string | undefined => {
  if (verdict === 'matched') return delivery_id === null ? 'was not sent' : undefined
  return delivery_id === null ? undefined : 'was sent'
}

/** Opens beside the form, which may hold what is not saved yet. */
const ExampleRow = ({ example, isMade }: { example: Example; isMade: boolean }) => {
  const differs = isMade ? difference(example) : undefined
  return (
    <li className={classes.example}>
      <Link to="/events/$id" params={{ id: example.event_id }} target="_blank">
        {example.title ?? `${EVENT_TITLES[example.event]}: ${example.target}`} <ExternalIcon />
      </Link>
      <Badge tone={example.verdict === 'matched' ? 'ok' : 'plain'}>
        {example.verdict === 'matched' ? 'would go out' : STOP_WORDS[example.verdict]}
      </Badge>
      <span className={classes.about}>
        {example.severity !== null && <SeverityBadge severity={example.severity} />}
        {example.title !== null && <span>{`${EVENT_TITLES[example.event]} · ${example.target}`}</span>}
        <Time at={example.occurred_at} />
        {differs !== undefined && <span>{differs}</span>}
      </span>
    </li>
  )
}

export const DryRunExamples = ({ run }: { run: DryRun }) =>
  run.examples.length > 0 && (
    <details className={classes.more}>
      <summary>Examples</summary>
      <ul className={classes.examples} aria-label="Examples">
        {run.examples
          .toSorted((left, right) => Number(right.verdict === 'matched') - Number(left.verdict === 'matched'))
          .map((example) => (
            <ExampleRow key={example.event_id} example={example} isMade={run.sent !== null} />
          ))}
      </ul>
    </details>
  )
