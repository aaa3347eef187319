import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { targets } from '../api/queries.ts'
import type { Finding } from '../api/schemas.ts'
import { SUPPRESSION_TITLES, VERIFICATION_TITLES } from '../api/vocabulary.ts'
import { Badge, SeverityBadge } from '../parts/badges.tsx'
import { Time } from '../parts/time.tsx'
import { placeOf } from './place.ts'
import classes from './findings.module.css'

export const hasMarks = ({ state, suppressed, verification_status }: Finding): boolean =>
  state === 'fixed' || suppressed !== null || verification_status !== 'unverified'

/** What makes it differ from an open one that nobody has looked at. */
export const Marks = ({ finding }: { finding: Finding }) => (
  <span className={classes.marks}>
    {finding.state === 'fixed' && <Badge tone="ok">Fixed</Badge>}
    {finding.suppressed !== null && <Badge tone="hold">{SUPPRESSION_TITLES[finding.suppressed]}</Badge>}
    {finding.verification_status !== 'unverified' && (
      <Badge tone="plain">{VERIFICATION_TITLES[finding.verification_status]}</Badge>
    )}
  </span>
)

const useTargetName = (id: string): string | undefined =>
  useQuery(targets()).data?.find((target) => target.id === id)?.name

export const FindingRow = ({ finding }: { finding: Finding }) => {
  const target = useTargetName(finding.target_id)
  return (
    <Link to="/findings/$id" params={{ id: finding.id }} className={classes.row ?? ''}>
      <SeverityBadge severity={finding.severity} />
      <span className={classes.subject}>
        <span className="cut">{finding.title}</span>
        <span className={classes.place}>{[target, placeOf(finding)].filter(Boolean).join(' · ')}</span>
      </span>
      <Marks finding={finding} />
      <span className={classes.when}>
        <Time at={finding.last_seen_at} />
      </span>
    </Link>
  )
}
