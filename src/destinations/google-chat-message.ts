import type { EventPayload, FindingView } from '../core/event.ts'
import { SEVERITIES } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import {
  buttons,
  escape,
  header,
  inert,
  markup,
  paragraphs,
  rows,
  section,
  twoColumns,
  usableLink,
  type Card,
  type Section,
  type Widget,
} from './google-chat-card.ts'
import { cut, cutEscaped, httpLink } from './text.ts'
import {
  changesOf,
  countsLine,
  gradeLine,
  headline,
  joined,
  minute,
  place,
  SEVERITY_LOOK,
  severityLine,
  statusLine,
  targetName,
  testLine,
  titleOf,
  weaknessLine,
} from './wording.ts'

export interface GoogleChatMessage {
  text: string
  /** What notifications say of the card. */
  fallbackText?: string
  /** One thread a scan: the message that comes first opens it, the others answer there. */
  thread?: { threadKey: string }
  cardsV2?: [{ cardId: string; card: Card }]
}

/** Of a whole message: the package @googleapis/chat, spaces.messages. */
export const MAX_BYTES = 32_000
/*
 * UTF-16 units once escaped, of three bytes at most: 18,300 bytes together at the worst. With the longest of all short
 * texts a message stays below 30,000 bytes.
 */
const DESCRIPTION = 2200
const EVIDENCE = 2200
const REMEDIATION = 1000
const REFERENCES = 700
const CHANGE = 150

// Beyond about 4,096 characters Chat has refused a text for years: mr-karan/calert#17.
const MAX_TEXT = 500

/** Our own words and the target's name; all else stands in the card, where it can be escaped. */
export const textOf = (text: string): string => cut(inert(text), MAX_TEXT)

export const scanThread = (scanId: string): { threadKey: string } => ({ threadKey: `scan-${scanId}` })

const threadOf = (event: EventPayload): { threadKey: string } => {
  if (event.scan) return scanThread(event.scan.id)
  return { threadKey: event.finding ? `finding-${event.finding.id}` : `target-${event.target.id}` }
}

const withCard = (event: EventPayload, text: string, cardId: string, card: Card): GoogleChatMessage => ({
  text: textOf(text),
  fallbackText: inert(headline(event)),
  thread: threadOf(event),
  cardsV2: [{ cardId, card }],
})

const plain = (event: EventPayload, text: string): GoogleChatMessage => {
  const link = usableLink(event.scan?.url)
  const words = textOf(text)
  return { text: link ? `${words} <${link}|Open scan>` : words, thread: threadOf(event) }
}

const footOf = (event: EventPayload, name: string): Widget[] => [
  markup(
    `<font color="#5f6368">${escape(joined([name, cut(joined([event.scan?.profile]), 60), minute(event.occurred_at)]))}</font>`,
  ),
]

const findingFoot = (event: EventPayload, finding: FindingView): Section[] =>
  section([
    ...buttons([
      ['Open finding', finding.url],
      ['Open scan', event.scan?.url],
    ]),
    ...footOf(event, `Finding ${finding.id}`),
  ])

const findingHeader = (event: EventPayload, finding: FindingView): Card['header'] => {
  const { emoji, label } = SEVERITY_LOOK[finding.severity]
  return header(`${emoji} ${label} · ${titleOf(finding)}`, targetName(event))
}

const findingRows = (finding: FindingView): Widget[] =>
  rows([
    ['Severity', severityLine(finding)],
    ['Where', place(finding)],
    ['Weakness', weaknessLine(finding)],
    ['Status', statusLine(finding)],
  ])

/** Shown as text: where a scanner's link leads is not ours to vouch for. */
const references = (finding: FindingView): string =>
  finding.references
    .flatMap((url) => httpLink(url) ?? [])
    .slice(0, 3)
    .map((link) => cut(link, 200))
    .join('\n')

const findingNew = (event: EventPayload, finding: FindingView): Card => ({
  header: findingHeader(event, finding),
  sections: [
    ...section(findingRows(finding)),
    ...section(paragraphs(finding.description, DESCRIPTION), { header: 'Description' }),
    ...section(paragraphs(finding.remediation, REMEDIATION), { header: 'What to do' }),
    // Collapsed whole: evidence is for who follows it up.
    ...section(paragraphs(finding.evidence, EVIDENCE), {
      header: 'Evidence',
      collapsible: true,
      uncollapsibleWidgetsCount: 0,
    }),
    ...section(paragraphs(references(finding), REFERENCES), { header: 'References' }),
    ...findingFoot(event, finding),
  ],
})

/** `field: old → new` a row, the old value struck through. */
const changes = (summary: string | undefined): Widget[] =>
  changesOf(summary).map(({ field, before, after }) => {
    const [lead, old, now] = [field, before, after].map((part) => cutEscaped(part, CHANGE, escape))
    return markup(`${lead ? `${lead}: ` : ''}${old ? `<s>${old}</s> → ` : ''}<b>${now ?? ''}</b>`)
  })

const findingChanged = (event: EventPayload, finding: FindingView): Card => ({
  header: findingHeader(event, finding),
  sections: [
    ...section(changes(event.change_summary), { header: 'What changed' }),
    ...section(findingRows(finding)),
    ...findingFoot(event, finding),
  ],
})

const findingText = (event: EventPayload, finding: FindingView): string => {
  const { emoji, label } = SEVERITY_LOOK[finding.severity]
  const what = event.event === 'finding_new' ? 'New' : 'Changed'
  return `${emoji} ${what} finding, ${label.toLowerCase()}, in ${targetName(event)}`
}

const scanFoot = (event: EventPayload, label: string): Section[] =>
  section([...buttons([[label, event.scan?.url]]), ...footOf(event, event.scan ? `Scan ${event.scan.id}` : 'Scan')])

const severityRows = (event: EventPayload): Widget[] =>
  rows(
    SEVERITIES.toReversed().flatMap((severity): [string, string][] => {
      const count = event.scan?.summary[severity] ?? 0
      const { emoji, label } = SEVERITY_LOOK[severity]
      return count > 0 ? [[label, `${emoji} ${count}`]] : []
    }),
  )

const scanDone = (event: EventPayload): Card => {
  const found = severityRows(event)
  return {
    header: header(`✅ Scan finished`, targetName(event)),
    sections: [
      ...section(
        rows([
          ['Grade', event.scan ? gradeLine(event.scan) : undefined],
          ['Findings', event.scan && found.length === 0 ? countsLine(event.scan.summary) : undefined],
        ]),
      ),
      ...section(twoColumns(found)),
      ...scanFoot(event, 'Open report'),
    ],
  }
}

const scanFailed = (event: EventPayload): Card => {
  const reason = paragraphs(event.error, EVIDENCE, 20)
  return {
    header: header('❌ Scan failed', targetName(event)),
    sections: [
      ...section(reason.length > 0 ? reason : [markup('The scanner gave no reason.')], { header: 'Reason' }),
      ...scanFoot(event, 'Open scan'),
    ],
  }
}

const findingMessage = (event: EventPayload, finding: FindingView): GoogleChatMessage => {
  const card = event.event === 'finding_new' ? findingNew(event, finding) : findingChanged(event, finding)
  return withCard(event, findingText(event, finding), `finding-${finding.id}`, card)
}

export const eventMessage = (event: EventPayload): GoogleChatMessage => {
  const { finding } = event
  switch (event.event) {
    case 'scan_started':
      return plain(event, `▶️ ${headline(event)}`)
    case 'scan_done':
      return withCard(event, `✅ Scan finished: ${targetName(event)}`, 'scan', scanDone(event))
    case 'scan_failed':
      return withCard(event, `❌ Scan failed: ${targetName(event)}`, 'scan', scanFailed(event))
    case 'finding_new':
    case 'finding_changed':
      return finding ? findingMessage(event, finding) : plain(event, headline(event))
  }
}

export const testMessage = (context: RenderContext): GoogleChatMessage => ({
  text: textOf(`👋 ${testLine(context)}. This space will receive what the integration lets through.`),
})
