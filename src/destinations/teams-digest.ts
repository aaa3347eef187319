import type { Digest } from '../core/digest.ts'
import { SEVERITIES } from '../core/severity.ts'
import { digestHeadline, digestLines, digestReason, digestRest, digestSeverity, digestSorts } from './digest-wording.ts'
import {
  banner,
  buttons,
  card,
  counters,
  foot,
  rich,
  run,
  type AdaptiveCard,
  type RichTextBlock,
} from './teams-card.ts'
import { fitting, STYLES, type TeamsMessage } from './teams-message.ts'
import { joined, minute, SEVERITY_LOOK } from './wording.ts'

const lines = (digest: Digest, share: number): RichTextBlock[] =>
  digestLines(digest)
    .slice(0, Math.ceil(10 * share))
    .map(({ finding, title, where }) =>
      rich(
        [
          run(`${SEVERITY_LOOK[finding.severity].emoji} ${title}`, { weight: 'Bolder' }),
          ...(where ? [run(` – ${where}`)] : []),
        ],
        { spacing: 'Small' },
      ),
    )

const cardOf = (digest: Digest, share: number): AdaptiveCard => {
  const worst = SEVERITIES.toReversed().filter((severity) => digest.counts[severity] > 0)
  const rest = digestRest(digest)
  return card(
    digestHeadline(digest),
    [
      banner(STYLES[digestSeverity(digest)], digestHeadline(digest), digestSorts(digest)),
      ...counters(worst.map((severity) => [SEVERITY_LOOK[severity].label, digest.counts[severity]])),
      ...lines(digest, share),
      ...(rest ? [rich([run(rest)], { spacing: 'Small' })] : []),
      foot(joined([digestReason(digest), `Scan ${digest.scan.id}`, minute(digest.occurred_at)])),
    ],
    buttons([['Open all findings', digest.scan.url]]),
  )
}

export const digestMessage = (digest: Digest): TeamsMessage => fitting((share) => cardOf(digest, share))
