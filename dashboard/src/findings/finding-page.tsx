import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { deliveries, events, finding as findingQuery, targets, usePages } from '../api/queries.ts'
import type { FindingWithRefs, Target } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { RECHECK_TITLES, SUPPRESSION_TITLES, VERIFICATION_TITLES } from '../api/vocabulary.ts'
import { DeliveryRow } from '../deliveries/delivery-row.tsx'
import { EventRow } from '../events/event-row.tsx'
import { SeverityBadge } from '../parts/badges.tsx'
import { ExternalIcon } from '../parts/icons.tsx'
import { KindMark } from '../parts/kind-mark.tsx'
import { Facts, Page, Panel } from '../parts/page.tsx'
import { Empty, Loaded, Waiting } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { FindingActions } from './finding-actions.tsx'
import { hasMarks, Marks } from './finding-row.tsx'
import { placeOf } from './place.ts'
import classes from './findings.module.css'

const withNote = (words: string, note: string | null): string => (note === null ? words : `${words}: ${note}`)

const ScanLink = ({ id, children }: { id: string | null; children: string }) =>
  id !== null && (
    <Link to="/scans/$id" params={{ id }}>
      {children}
    </Link>
  )

/** An ellipsis while it is looked up, so that the rest does not move. */
const targetName = (known: readonly Target[] | undefined, isLoading: boolean, id: string): string | undefined =>
  isLoading ? '…' : known?.find((target) => target.id === id)?.name

const factsOf = (finding: FindingWithRefs, target: string | undefined): (readonly [string, ReactNode])[] => [
  ['Severity', <SeverityBadge key="severity" severity={finding.severity} />],
  ['State', finding.state === 'open' ? 'Open' : 'Fixed'],
  ['Verification', VERIFICATION_TITLES[finding.verification_status]],
  [
    'Suppressed',
    finding.suppressed === null ? 'No' : withNote(SUPPRESSION_TITLES[finding.suppressed], finding.suppressed_note),
  ],
  ['Last recheck', finding.recheck === null ? null : withNote(RECHECK_TITLES[finding.recheck], finding.recheck_note)],
  ['Target', target],
  ['Place', placeOf(finding)],
  ['Rule', finding.rule_id],
  ['Weakness', finding.cwe_id],
  ['OWASP', finding.owasp_category],
  ['CVSS', finding.cvss_score === null ? null : `${finding.cvss_score} ${finding.cvss_vector ?? ''}`],
  ['First seen', <Time key="first" at={finding.created_at} />],
  ['Last seen', <Time key="last" at={finding.last_seen_at} />],
  [
    'Latest scan',
    finding.last_scan_id === null ? null : (
      <ScanLink key="scan" id={finding.last_scan_id}>
        Open the scan
      </ScanLink>
    ),
  ],
]

/** Texts of scanners are shown as they are, never as markup. */
const Text = ({ title, text }: { title: string; text: string | null }) =>
  text !== null && (
    <Panel title={title}>
      <p className={classes.text}>{text}</p>
    </Panel>
  )

const isWeb = (url: string): boolean => /^https?:\/\//i.test(url)

const References = ({ urls }: { urls: readonly string[] }) =>
  urls.length > 0 && (
    <Panel title="References">
      <ul className={classes.references}>
        {urls.map((url) => (
          <li key={url}>
            {isWeb(url) ? (
              <a href={url} target="_blank" rel="noreferrer">
                {url}
              </a>
            ) : (
              url
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )

const ExternalRefs = ({ refs }: { refs: FindingWithRefs['external_refs'] }) => (
  <Panel title="Tickets and pages made from it">
    {refs.length === 0 ? (
      <p className="dim">None yet. GitHub, Jira, PagerDuty and Opsgenie make them when they are told of it.</p>
    ) : (
      <ul className={classes.refs}>
        {refs.map(({ integration_id, integration_name, kind, ref, url }) => (
          <li key={integration_id}>
            <KindMark kind={kind} size={22} />
            <span className="cut" title={ref}>
              {integration_name} ·{' '}
              {url !== null && isWeb(url) ? (
                <a href={url} target="_blank" rel="noreferrer">
                  {ref} <ExternalIcon />
                </a>
              ) : (
                ref
              )}
            </span>
          </li>
        ))}
      </ul>
    )}
  </Panel>
)

const History = ({ id }: { id: string }) => {
  const { data } = usePages(events({ finding_id: id }))
  return (
    <Panel title="What happened to it" flush>
      {data === undefined && <Waiting height={116} />}
      {data?.length === 0 && <Empty title="Nothing was told of it">It was suppressed from the start.</Empty>}
      <ul className={classes.rows}>
        {data?.map((event) => (
          <li key={event.id}>
            <EventRow event={event} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const Sent = ({ id }: { id: string }) => {
  const { data } = usePages(deliveries({ finding_id: id }))
  return (
    <Panel title="What was sent of it" flush>
      {data === undefined && <Waiting height={116} />}
      {data?.length === 0 && (
        <Empty title="Nothing was sent of it">Its events below say why each integration was not told.</Empty>
      )}
      <ul className={classes.rows}>
        {data?.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryRow delivery={delivery} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export const FindingPage = () => {
  const { id } = useParams({ from: '/shell/findings/$id' })
  const query = useQuery(findingQuery(id))
  const { data: known, isLoading } = useQuery(targets())
  const mayWrite = useScope('findings:write')
  const maySeeDeliveries = useScope('deliveries:read')
  const maySeeEvents = useScope('events:read')
  const { data } = query
  return (
    <Page
      title={data?.title ?? 'Finding'}
      lead={data && hasMarks(data) ? <Marks finding={data} /> : undefined}
      back={{ to: '/findings', label: 'Findings' }}
      actions={data && mayWrite && <FindingActions finding={data} />}
    >
      <Loaded query={query} height={520}>
        {(finding) => (
          <>
            <Panel>
              <Facts facts={factsOf(finding, targetName(known, isLoading, finding.target_id))} />
            </Panel>
            <ExternalRefs refs={finding.external_refs} />
            <Text title="Description" text={finding.description} />
            <Text title="Remediation" text={finding.remediation} />
            {finding.evidence !== null && (
              <Panel title="Evidence">
                <pre className={classes.evidence} tabIndex={0} aria-label="Evidence">
                  {finding.evidence}
                </pre>
              </Panel>
            )}
            <References urls={finding.references} />
            {maySeeDeliveries && <Sent id={id} />}
            {maySeeEvents && <History id={id} />}
          </>
        )}
      </Loaded>
    </Page>
  )
}
