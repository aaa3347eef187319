import { digestKey } from '../core/alert.ts'
import type { Digest } from '../core/digest.ts'
import type { RenderContext } from './destination.ts'
import {
  digestHeadline,
  digestLines,
  digestReason,
  digestRest,
  digestSeverity,
  digestSorts,
  digestTarget,
} from './digest-wording.ts'
import { clientOf, detailsOf, linkOf, MAX_SUMMARY, SEVERITY, type PagerDutyMessage } from './pagerduty-event.ts'
import { cut } from './text.ts'
import { countsLine } from './wording.ts'

const listed = (digest: Digest): string =>
  [
    ...digestLines(digest).map(
      ({ finding, title, where }) => `[${finding.severity.toUpperCase()}] ${title}${where ? ` – ${where}` : ''}`,
    ),
    digestRest(digest),
  ]
    .filter((line) => line !== '')
    .join('\n')

/** One incident for all that a scan found beyond those that page one by one. */
export const pagerDutyDigest = (digest: Digest, context: RenderContext): PagerDutyMessage => {
  const links = linkOf(digest.scan.url, 'Open the scan')
  return {
    event: {
      event_action: 'trigger',
      dedup_key: digestKey(digest.target.id, digest.scan.id),
      client: clientOf(context),
      ...(links[0] && { client_url: links[0].href }),
      links,
      payload: {
        summary: cut(`${digestHeadline(digest)} – ${countsLine(digest.counts)}`, MAX_SUMMARY),
        source: digestTarget(digest),
        severity: SEVERITY[digestSeverity(digest)],
        timestamp: digest.occurred_at,
        group: digestTarget(digest),
        class: 'scan digest',
        custom_details: detailsOf([
          ['findings', digestSorts(digest)],
          ['by_severity', countsLine(digest.counts)],
          ['most_severe', listed(digest)],
          ['why_one_incident', digestReason(digest)],
          ['what_to_do', 'Open the scan and go through its findings. Resolve this incident by hand once you have.'],
          ['scan_id', digest.scan.id],
        ]),
      },
    },
  }
}
