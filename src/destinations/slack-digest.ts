import type { Digest } from '../core/digest.ts'
import { digestHeadline, digestLines, digestReason, digestRest, digestSeverity, digestSorts } from './digest-wording.ts'
import { buttons, context, header, paragraph, table, words, type Block, type RichText } from './slack-blocks.ts'
import { slackMessage, type SlackMessage } from './slack-message.ts'
import { countsLine, minute, SEVERITY_LOOK } from './wording.ts'

const listed = (digest: Digest): RichText[] =>
  digestLines(digest).flatMap(({ finding, title, where }) => [
    words(`${SEVERITY_LOOK[finding.severity].emoji} ${title}`, { bold: true }),
    words(`${where ? ` – ${where}` : ''}\n`),
  ])

const list = (digest: Digest): Block[] => {
  const rest = digestRest(digest)
  const elements = [...listed(digest), ...(rest ? [words(rest)] : [])]
  return elements.length > 0 ? [paragraph(elements)] : []
}

export const digestMessage = (digest: Digest): SlackMessage => {
  const headline = digestHeadline(digest)
  return slackMessage(headline, [
    header(`${SEVERITY_LOOK[digestSeverity(digest)].emoji} ${headline}`),
    ...table([
      ['By severity', countsLine(digest.counts)],
      ['Findings', digestSorts(digest)],
    ]),
    ...list(digest),
    ...buttons([['Open all findings', 'open_scan', digest.scan.url]]),
    context([digestReason(digest), `Scan ${digest.scan.id}`, minute(digest.occurred_at)]),
  ])
}
