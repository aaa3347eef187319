import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { FindingDryRun } from '../api/schemas.ts'
import { KindMark } from '../parts/kind-mark.tsx'
import { Loaded } from '../parts/states.tsx'
import { STOP_WORDS } from '../parts/verdicts.ts'
import classes from './findings.module.css'

type Foretold = FindingDryRun['routing'][number]

const isTold = ({ verdict, not_sent }: Foretold): boolean => verdict === 'matched' && not_sent === undefined

const whyNot = ({ verdict, not_sent }: Foretold): string =>
  not_sent ?? (verdict === 'matched' ? '' : STOP_WORDS[verdict])

const Integrations = ({ all, label }: { all: readonly Foretold[]; label: string }) => (
  <ul className={classes.told} aria-label={label}>
    {all.map((one) => (
      <li key={one.integration_id}>
        <KindMark kind={one.kind} size={20} />
        <span>
          {one.name} {!isTold(one) && <span className="dim">{whyNot(one)}</span>}
        </span>
      </li>
    ))}
  </ul>
)

const headline = (told: number): string => {
  if (told === 0) return 'No integration is told of it.'
  return told === 1 ? 'One integration is told:' : `${String(told)} integrations are told:`
}

const Told = ({ run }: { run: FindingDryRun }) => {
  if (run.change_summary === null) return <p>That changes nothing, so nobody is told.</p>
  const told = run.routing.filter(isTold)
  const others = run.routing.filter((one) => !isTold(one))
  return (
    <>
      <p className="mono">{run.change_summary}</p>
      <p>{headline(told.length)}</p>
      {told.length > 0 && <Integrations all={told} label="Told" />}
      {others.length > 0 && (
        <details>
          <summary>{`${String(others.length)} not told, and why`}</summary>
          <Integrations all={others} label="Not told" />
        </details>
      )}
    </>
  )
}

/** What an act on the finding would change and whom it would notify, before it is done. */
export const WhoIsTold = ({ id, what }: { id: string; what: { act: string } }) => {
  const query = useQuery({
    queryKey: ['/findings', 'dry-run', id, what],
    queryFn: () => api.post<FindingDryRun>(`/findings/${id}/dry-run`, what),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return (
    <div className={classes.notified} aria-live="polite">
      <Loaded query={query} height={72}>
        {(run) => <Told run={run} />}
      </Loaded>
    </div>
  )
}
