import { type Digest, digestSize } from '../core/digest.ts'
import type { FindingView } from '../core/event.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import { cut, oneLine } from './text.ts'
import { joined, place, titleOf } from './wording.ts'

const findings = (count: number): string => `${String(count)} ${count === 1 ? 'finding' : 'findings'}`

/** At most 100 UTF-16 units, never empty. Still to be escaped. */
export const digestTarget = ({ target }: Digest): string => cut(oneLine(target.name), 100) || 'Unnamed target'

/** `44 more findings: Acme shop`. Still to be escaped. */
export const digestHeadline = (digest: Digest): string => {
  const [count = '', word = ''] = findings(digestSize(digest)).split(' ')
  return `${count} ${digest.individually > 0 ? 'more ' : ''}${word}: ${digestTarget(digest)}`
}

/** `41 new, 3 changed` */
export const digestSorts = ({ fresh, changed }: Digest): string =>
  [fresh > 0 ? `${String(fresh)} new` : '', changed > 0 ? `${String(changed)} changed` : ''].filter(Boolean).join(', ')

/** Why there is one message for so many. */
export const digestReason = (digest: Digest): string => {
  const held = `${findings(digestSize(digest))} of one scan, held in this message so that nobody is flooded.`
  if (digest.individually === 0) return held
  return `${held} The ${String(digest.individually)} most severe ones went out one by one.`
}

/** The severity of the worst finding in it. */
export const digestSeverity = ({ counts }: Digest): Severity =>
  SEVERITIES.findLast((severity) => counts[severity] > 0) ?? 'info'

export interface DigestLine {
  finding: FindingView
  /** The title and the place, each cut. Still to be escaped. */
  title: string
  where: string
}

/** The most severe findings in it. `titleMax` and `whereMax` are UTF-16 units. */
export const digestLines = ({ top }: Digest, titleMax = 120, whereMax = 100): DigestLine[] =>
  top.flatMap(({ event, finding }): DigestLine[] =>
    finding
      ? [
          {
            finding,
            title: cut(titleOf(finding), titleMax),
            where: joined([cut(place(finding) ?? '', whereMax), event === 'finding_changed' ? 'changed' : null]),
          },
        ]
      : [],
  )

/** `and 34 more`; empty when all are shown. */
export const digestRest = (digest: Digest): string => {
  const rest = digestSize(digest) - digestLines(digest).length
  return rest > 0 ? `and ${String(rest)} more` : ''
}
