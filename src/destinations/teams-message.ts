import type { EventPayload, FindingView } from '../core/event.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import {
  banner,
  buttons,
  card,
  code,
  counters,
  foot,
  labelled,
  rich,
  run,
  table,
  type Action,
  type AdaptiveCard,
  type Container,
  type ContainerStyle,
  type Element,
  type RichTextBlock,
  type TextRun,
} from './teams-card.ts'
import { byteLength, cut, httpLink } from './text.ts'
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

/** What a flow of the template "Send webhook alerts to a channel" expects. */
export interface TeamsMessage {
  type: 'message'
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive'
      /** Some triggers refuse a message that leaves it out: laravel-notification-channels/microsoft-teams#42 */
      contentUrl: null
      content: AdaptiveCard
    },
  ]
}

/*
 * Teams takes 28 KB (learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-format), counted after
 * it has written the message out anew: one of 24,453 bytes grew to 28,897 and vanished behind a 202 (msteams-docs#11274).
 */
export const MAX_BYTES = 20_000

const envelope = (content: AdaptiveCard): TeamsMessage => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
})

/** How much of the long texts is kept: the largest share with which the message fits. */
const SHARES = [1, 1 / 2, 1 / 4, 1 / 8]

export const fitting = (build: (share: number) => AdaptiveCard): TeamsMessage => {
  for (const share of SHARES) {
    const message = envelope(build(share))
    if (byteLength(JSON.stringify(message)) <= MAX_BYTES) return message
  }
  return envelope(build(0))
}

export const STYLES: Record<Severity, ContainerStyle> = {
  critical: 'attention',
  high: 'warning',
  medium: 'accent',
  low: 'emphasis',
  info: 'default',
}

const EVIDENCE_ID = 'evidence'

const findingBanner = (event: EventPayload, finding: FindingView, style: ContainerStyle): Container => {
  const { emoji, label } = SEVERITY_LOOK[finding.severity]
  const what = event.event === 'finding_new' ? 'New finding' : 'Finding changed'
  return banner(style, `${emoji} ${label} · ${titleOf(finding)}`, `${what} in ${targetName(event)}`)
}

const findingTable = (event: EventPayload, finding: FindingView): Element[] =>
  table([
    ['Target', targetName(event)],
    ['Severity', severityLine(finding)],
    ['Where', place(finding)],
    ['Weakness', weaknessLine(finding)],
    ['Status', statusLine(finding)],
  ])

const findingFoot = (event: EventPayload, finding: FindingView): RichTextBlock =>
  foot(joined([`Finding ${finding.id}`, cut(joined([event.scan?.profile]), 60), minute(event.occurred_at)]))

const findingLinks = (event: EventPayload, finding: FindingView): Action[] =>
  buttons([
    ['Open finding', finding.url],
    ['Open scan', event.scan?.url],
  ])

/** Shown as text: where a scanner's link leads is not ours to vouch for. */
const references = (finding: FindingView): string =>
  finding.references
    .flatMap((url) => httpLink(url) ?? [])
    .slice(0, 3)
    .map((link) => cut(link, 300))
    .join('\n')

const evidenceOf = (finding: FindingView, share: number): Container[] => {
  const items = code(finding.evidence, 4000 * share)
  return items.length > 0 ? [{ type: 'Container', id: EVIDENCE_ID, isVisible: false, items }] : []
}

const findingNew = (event: EventPayload, finding: FindingView, share: number): AdaptiveCard => {
  const evidence = evidenceOf(finding, share)
  return card(
    headline(event),
    [
      findingBanner(event, finding, STYLES[finding.severity]),
      ...findingTable(event, finding),
      ...labelled('Description', finding.description, 4000 * share),
      ...labelled('What to do', finding.remediation, 2000 * share),
      ...labelled('References', references(finding), 1000),
      ...evidence,
      findingFoot(event, finding),
    ],
    [
      ...findingLinks(event, finding),
      ...(evidence.length > 0
        ? [{ type: 'Action.ToggleVisibility' as const, title: 'Show evidence', targetElements: [EVIDENCE_ID] }]
        : []),
    ],
  )
}

/** `field: old → new` a line, the old value struck through. */
const changes = (summary: string | undefined, most: number): RichTextBlock[] =>
  changesOf(summary)
    .slice(0, most)
    .map(({ field, before, after }) => {
      const lead: TextRun[] = field ? [run(`${field}: `)] : []
      const old: TextRun[] = before ? [run(before, { strikethrough: true }), run(' → ')] : []
      return rich([...lead, ...old, run(after, { weight: 'Bolder' })])
    })

const findingChanged = (event: EventPayload, finding: FindingView, share: number): AdaptiveCard => {
  const isSettled = finding.state === 'fixed' || finding.suppressed !== null
  return card(
    headline(event),
    [
      findingBanner(event, finding, isSettled ? 'good' : STYLES[finding.severity]),
      ...changes(event.change_summary, Math.ceil(10 * share)),
      ...findingTable(event, finding),
      findingFoot(event, finding),
    ],
    findingLinks(event, finding),
  )
}

const scanFoot = (event: EventPayload): RichTextBlock =>
  foot(
    joined([event.scan && `Scan ${event.scan.id}`, cut(joined([event.scan?.profile]), 60), minute(event.occurred_at)]),
  )

/** Two small lines and a button. */
const note = (event: EventPayload, text: string): AdaptiveCard =>
  card(headline(event), [rich([run(text)]), scanFoot(event)], buttons([['Open scan', event.scan?.url]]))

const scanDone = (event: EventPayload): AdaptiveCard => {
  const { scan } = event
  const found = SEVERITIES.toReversed().filter((severity) => (scan?.summary[severity] ?? 0) > 0)
  const [worst] = found
  return card(
    headline(event),
    [
      banner(worst === undefined ? 'good' : STYLES[worst], `✅ Scan finished: ${targetName(event)}`),
      ...counters(
        found.map((severity) => {
          const { emoji, label } = SEVERITY_LOOK[severity]
          return [`${emoji} ${label}`, scan?.summary[severity] ?? 0]
        }),
      ),
      ...table([
        ['Grade', scan ? gradeLine(scan) : undefined],
        ['Findings', scan && worst === undefined ? countsLine(scan.summary) : undefined],
      ]),
      scanFoot(event),
    ],
    buttons([['Open report', scan?.url]]),
  )
}

const scanFailed = (event: EventPayload, share: number): AdaptiveCard => {
  const reason = code(event.error, 4000 * share)
  return card(
    headline(event),
    [
      banner('attention', `❌ Scan failed: ${targetName(event)}`),
      rich([run('Reason', { weight: 'Bolder' })]),
      ...(reason.length > 0 ? reason : [rich([run('The scanner gave no reason.')], { spacing: 'None' })]),
      scanFoot(event),
    ],
    buttons([['Open scan', event.scan?.url]]),
  )
}

const cardOf = (event: EventPayload, share: number): AdaptiveCard => {
  const { finding } = event
  switch (event.event) {
    case 'scan_started':
      return note(event, `▶️ ${headline(event)}`)
    case 'scan_done':
      return scanDone(event)
    case 'scan_failed':
      return scanFailed(event, share)
    case 'finding_new':
      return finding ? findingNew(event, finding, share) : note(event, headline(event))
    case 'finding_changed':
      return finding ? findingChanged(event, finding, share) : note(event, headline(event))
  }
}

export const eventMessage = (event: EventPayload): TeamsMessage => fitting((share) => cardOf(event, share))

export const testMessage = (context: RenderContext): TeamsMessage =>
  envelope(
    card(
      testLine(context),
      [
        banner('good', `👋 ${testLine(context)}`),
        rich([run('This channel will receive what the integration lets through.')]),
      ],
      buttons([['Open dashboard', context.publicUrl]]),
    ),
  )
