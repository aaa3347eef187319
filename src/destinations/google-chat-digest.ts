import type { Digest } from '../core/digest.ts'
import { SEVERITIES } from '../core/severity.ts'
import { digestHeadline, digestLines, digestReason, digestRest, digestSeverity, digestSorts } from './digest-wording.ts'
import {
  buttons,
  escape,
  header,
  markup,
  rows,
  section,
  twoColumns,
  type Card,
  type Widget,
} from './google-chat-card.ts'
import { scanThread, textOf, type GoogleChatMessage } from './google-chat-message.ts'
import { cutEscaped } from './text.ts'
import { joined, minute, SEVERITY_LOOK } from './wording.ts'

// UTF-16 units once escaped, of a line's title and place.
const TITLE = 300
const WHERE = 200

const line = (emoji: string, title: string, where: string): string =>
  `${emoji} <b>${cutEscaped(title, TITLE, escape)}</b>${where ? `<br>${cutEscaped(where, WHERE, escape)}` : ''}`

const lines = (digest: Digest): Widget[] => {
  const rest = digestRest(digest)
  return [
    ...digestLines(digest).map(({ finding, title, where }) =>
      markup(line(SEVERITY_LOOK[finding.severity].emoji, title, where)),
    ),
    ...(rest ? [markup(rest)] : []),
  ]
}

const counts = (digest: Digest): Widget[] =>
  rows(
    SEVERITIES.toReversed().flatMap((severity): [string, string][] => {
      const { emoji, label } = SEVERITY_LOOK[severity]
      const count = digest.counts[severity]
      return count > 0 ? [[label, `${emoji} ${String(count)}`]] : []
    }),
  )

const cardOf = (digest: Digest): Card => ({
  header: header(`${SEVERITY_LOOK[digestSeverity(digest)].emoji} ${digestHeadline(digest)}`, digestSorts(digest)),
  sections: [
    ...section(twoColumns(counts(digest))),
    ...section(lines(digest), { header: 'Most severe' }),
    ...section([
      ...buttons([['Open all findings', digest.scan.url]]),
      markup(
        `<font color="#5f6368">${escape(joined([digestReason(digest), `Scan ${digest.scan.id}`, minute(digest.occurred_at)]))}</font>`,
      ),
    ]),
  ],
})

export const digestMessage = (digest: Digest): GoogleChatMessage => {
  const text = `${SEVERITY_LOOK[digestSeverity(digest)].emoji} ${digestHeadline(digest)}`
  return {
    text: textOf(text),
    fallbackText: textOf(`${digestHeadline(digest)}, ${digestSorts(digest)}`),
    thread: scanThread(digest.scan.id),
    cardsV2: [{ cardId: 'digest', card: cardOf(digest) }],
  }
}
