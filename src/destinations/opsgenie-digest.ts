import { digestKey } from '../core/alert.ts'
import type { Digest } from '../core/digest.ts'
import type { RenderContext } from './destination.ts'
import { digestHeadline, digestLines, digestReason, digestRest, digestSeverity, digestSorts } from './digest-wording.ts'
import {
  detailsOf,
  escapeHtml,
  line,
  link,
  linkText,
  MAX_ENTITY,
  MAX_MESSAGE,
  PRIORITY,
  sourceOf,
  tag,
  type OpsgenieMessage,
} from './opsgenie-alert.ts'
import { cutEscaped } from './text.ts'
import { countsLine } from './wording.ts'

// Of one line of the list, escaped: ten of them and the rest stay far below the 15,000 characters of a description.
const LINE = 600

const descriptionOf = (digest: Digest): string =>
  [
    digestReason(digest),
    `Findings: ${digestSorts(digest)}`,
    `By severity: ${countsLine(digest.counts)}`,
    ...link('Open the scan', digest.scan.url),
    '\nMost severe',
    ...digestLines(digest).map(({ finding, title, where }) =>
      line(`[${finding.severity.toUpperCase()}] ${title}${where ? ` – ${where}` : ''}`, LINE),
    ),
    ...[digestRest(digest)].filter((rest) => rest !== ''),
    '\nWhat to do\nOpen the scan and go through its findings. Close this alert by hand once you have.',
  ].join('\n')

/** One alert for all that a scan found beyond those that page one by one. */
export const opsgenieDigest = (digest: Digest, context: RenderContext): OpsgenieMessage => {
  const alias = digestKey(digest.target.id, digest.scan.id)
  const severity = digestSeverity(digest)
  return {
    alias,
    steps: [
      {
        verb: 'create',
        body: {
          message: cutEscaped(digestHeadline(digest), MAX_MESSAGE, escapeHtml),
          alias,
          description: descriptionOf(digest),
          priority: PRIORITY[severity],
          source: sourceOf(context),
          entity: line(digest.target.name, MAX_ENTITY) || 'Unnamed target',
          tags: ['security-scan', 'scan-digest', severity, ...tag(digest.target.kind)],
          details: detailsOf([
            ['findings', digestSorts(digest)],
            ['by_severity', countsLine(digest.counts)],
            ['target', digest.target.name],
            ['scan_id', digest.scan.id],
            ['url', linkText(digest.scan.url, 400)],
          ]),
        },
      },
    ],
  }
}
