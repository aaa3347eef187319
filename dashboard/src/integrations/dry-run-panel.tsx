import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../api/client.ts'
import type { DryRun } from '../api/schemas.ts'
import { EVENT_NAMES, EVENT_TITLES, type Kind, severityRank } from '../api/vocabulary.ts'
import { SeverityBadge } from '../parts/badges.tsx'
import { kindTitle } from '../parts/kind-mark.tsx'
import { Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { exactTime, useNow } from '../parts/time.tsx'
import type { Draft } from './draft.ts'
import { DryRunDays } from './dry-run-days.tsx'
import { DryRunExamples } from './dry-run-examples.tsx'
import classes from './dry-run.module.css'

const EDITING_MS = 300

/** Whose filter is edited: a stored integration, or one of a kind that is not made yet. */
export interface DryRunSubject {
  kind: Kind
  id?: string
  /** It is switched off as it is stored. */
  isOff?: boolean
}

type Filter = Pick<Draft, 'severity_filter' | 'target_ids' | 'events'>

const askDryRun = ({ kind, id }: DryRunSubject, filter: Filter): Promise<DryRun> =>
  // As if it were on: what a filter lets through is asked before one switches it on.
  api.post(`${id === undefined ? `/integration-kinds/${kind}` : `/integrations/${id}`}/dry-run`, {
    ...filter,
    enabled: true,
  })

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`

const Notes = ({ run, subject }: { run: DryRun; subject: DryRunSubject }) => (
  <div className={classes.notes}>
    <p className={classes.headline}>{counted(run.messages, 'message')} would have gone out</p>
    <p className="dim">
      {run.sent === null ? '' : `${counted(run.sent.messages, 'message')} really did, under the filter of the time. `}
      {`${counted(run.events, 'event')} happened.`}
    </p>
    {run.digests > 0 && (
      <p>
        {run.digests === 1 ? 'One of them is a digest' : `${run.digests.toLocaleString()} of them are digests`}: what a
        scan finds beyond the first few comes in one message.
      </p>
    )}
    {run.not_sent > 0 && (
      <p>{`${counted(run.not_sent, 'event')} pass the filter, but ${kindTitle(subject.kind)} has no place for such.`}</p>
    )}
    {subject.isOff === true && <p>It is switched off: none of it goes out until it is on.</p>}
    {!run.complete && <p>{`Only the latest ${counted(run.events, 'event')}, since ${exactTime(run.since)}.`}</p>}
  </div>
)

const Stages = ({ run: { verdicts, not_sent } }: { run: DryRun }) => {
  const figures = [
    ['Would go out', verdicts.matched - not_sent],
    ['Other target', verdicts.target_out_of_scope],
    ['Event not picked', verdicts.event_not_subscribed],
    ['Below severity', verdicts.below_severity],
  ] as const
  return (
    <dl className={classes.stages} aria-label="Events by the stage at which they stop">
      {figures.map(([name, value], at) => (
        <div key={name} data-passes={at === 0 || undefined}>
          <dt>{name}</dt>
          <dd>{value.toLocaleString()}</dd>
        </div>
      ))}
    </dl>
  )
}

const inOrder = (rows: DryRun['by_event']): DryRun['by_event'] =>
  rows.toSorted(
    (left, right) =>
      EVENT_NAMES.indexOf(left.event) - EVENT_NAMES.indexOf(right.event) ||
      severityRank(right.severity ?? 'info') - severityRank(left.severity ?? 'info'),
  )

const ByEvent = ({ run }: { run: DryRun }) => (
  <details className={classes.more}>
    <summary>By event and severity</summary>
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="By event and severity">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">Happened</th>
            <th scope="col">Would go out</th>
            {run.sent !== null && <th scope="col">Really did</th>}
          </tr>
        </thead>
        <tbody>
          {inOrder(run.by_event).map(({ event, severity, events, matched, sent }) => (
            <tr key={`${event} ${String(severity)}`}>
              <th scope="row">
                <span className={classes.kindof}>
                  {EVENT_TITLES[event]}
                  {severity !== null && <SeverityBadge severity={severity} />}
                </span>
              </th>
              <td>{events.toLocaleString()}</td>
              <td>{matched.toLocaleString()}</td>
              {run.sent !== null && <td>{sent.toLocaleString()}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)

const Run = ({ run, subject }: { run: DryRun; subject: DryRunSubject }) => {
  const now = useNow()
  if (run.events === 0)
    return (
      <Empty title="Nothing happened in the last 30 days">
        Report a scan; from then on this shows what of it would go out.
      </Empty>
    )
  return (
    <>
      <Notes run={run} subject={subject} />
      <DryRunDays run={run} now={now} />
      <Stages run={run} />
      <ByEvent run={run} />
      <DryRunExamples run={run} />
    </>
  )
}

/** What the last 30 days would have sent under the filter as it is being edited, and what they really sent. */
export const DryRunPanel = ({ subject, draft }: { subject: DryRunSubject; draft: Filter }) => {
  const { severity_filter, target_ids, events } = draft
  const edited = useMemo(() => ({ severity_filter, target_ids, events }), [severity_filter, target_ids, events])
  const [filter] = useDebouncedValue(edited, EDITING_MS)
  const query = useQuery({
    queryKey: ['dry-run', subject.id ?? subject.kind, filter],
    queryFn: () => askDryRun(subject, filter),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  return (
    <Panel title="Dry run: the last 30 days">
      <div className={classes.run} data-old={query.isPlaceholderData || undefined} aria-live="polite">
        <Loaded query={query} height={260}>
          {(run) => <Run run={run} subject={subject} />}
        </Loaded>
      </div>
    </Panel>
  )
}
