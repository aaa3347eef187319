import type { EventPayload, FindingView } from '../core/event.ts'
import { SEVERITIES } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import {
  buttons,
  columns,
  context,
  escape,
  header,
  labelled,
  paragraph,
  preformatted,
  table,
  words,
  type Block,
  type RichText,
} from './slack-blocks.ts'
import { clean, cut, cutEscaped, httpLink, oneLine } from './text.ts'
import {
  changesOf,
  countsLine,
  gradeLine,
  headline,
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

export interface SlackMessage {
  /** What notifications and screen readers say. */
  text: string
  blocks: Block[]
  unfurl_links: false
  unfurl_media: false
}

/*
 * Slack refuses a message of about 13,200 characters over all blocks (`msg_blocks_too_long`, slackapi/bolt-js#2509). With
 * these every message stays below 10,000.
 */
const DESCRIPTION = 1500
const REMEDIATION = 800
const EVIDENCE = 1500
const REFERENCE = 300

export const slackMessage = (text: string, blocks: Block[]): SlackMessage => ({
  text: cutEscaped(text, 1000, escape),
  blocks,
  unfurl_links: false,
  unfurl_media: false,
})

const trimmed = (text: string | null | undefined): string => clean(text ?? '').trim()
const line = (text: string | null | undefined): string => oneLine(text ?? '')

/** Each change with the old value struck through. */
const changes = (summary: string | undefined): Block[] => {
  const elements = changesOf(summary).flatMap(({ field, before, after }, index): RichText[] => [
    words(`${index > 0 ? '\n' : ''}${field}: `),
    words(before, { strike: true }),
    words(' → '),
    words(after, { bold: true }),
  ])
  return elements.length > 0 ? [paragraph(elements)] : []
}

const findingHeader = (finding: FindingView): Block => {
  const { emoji, label } = SEVERITY_LOOK[finding.severity]
  return header(`${emoji} ${label} · ${titleOf(finding)}`)
}

const findingTable = (event: EventPayload, finding: FindingView): Block[] =>
  table([
    ['Target', targetName(event)],
    ['Severity', severityLine(finding)],
    ['Where', place(finding)],
    ['Weakness', weaknessLine(finding)],
    ['Status', statusLine(finding)],
  ])

/** Shown as text: where a scanner's link leads is not ours to vouch for. */
const references = (finding: FindingView): Block[] => {
  const links = finding.references.flatMap((url) => httpLink(url) ?? []).slice(0, 3)
  return labelled('References', links.map((link) => cut(link, REFERENCE)).join('\n'), 3 * REFERENCE + 2)
}

const findingFoot = (event: EventPayload, finding: FindingView): Block[] => [
  ...buttons([
    ['Open finding', 'open_finding', finding.url],
    ['Open scan', 'open_scan', event.scan?.url],
  ]),
  context([`Finding ${finding.id}`, cut(line(event.scan?.profile), 60), minute(event.occurred_at)]),
]

const findingNew = (event: EventPayload, finding: FindingView): Block[] => [
  findingHeader(finding),
  ...findingTable(event, finding),
  ...labelled('Description', trimmed(finding.description), DESCRIPTION),
  ...preformatted('Evidence', trimmed(finding.evidence), EVIDENCE),
  ...labelled('What to do', trimmed(finding.remediation), REMEDIATION),
  ...references(finding),
  ...findingFoot(event, finding),
]

const findingChanged = (event: EventPayload, finding: FindingView): Block[] => [
  findingHeader(finding),
  ...changes(event.change_summary),
  ...findingTable(event, finding),
  ...findingFoot(event, finding),
]

const scanFoot = (event: EventPayload, label: string): Block[] => [
  ...buttons([[label, 'open_scan', event.scan?.url]]),
  context([
    event.scan ? `Scan ${event.scan.id}` : 'Scan',
    cut(line(event.scan?.profile), 60),
    minute(event.occurred_at),
  ]),
]

/** One small line: that a scan starts is good to know, and no more. */
const scanStarted = (event: EventPayload): Block[] => [
  context(
    [`▶️ Scan started: ${targetName(event)}`, cut(line(event.scan?.profile), 60), minute(event.occurred_at)],
    'Open scan',
    event.scan?.url,
  ),
]

const severityColumns = (event: EventPayload): string[] =>
  SEVERITIES.toReversed().flatMap((severity) => {
    const count = event.scan?.summary[severity] ?? 0
    const { emoji, label } = SEVERITY_LOOK[severity]
    return count > 0 ? [`${emoji} *${label}*  ${count}`] : []
  })

const scanDone = (event: EventPayload): Block[] => {
  const { scan } = event
  const found = severityColumns(event)
  return [
    header(`✅ Scan finished: ${targetName(event)}`),
    ...table([
      ['Grade', scan ? gradeLine(scan) : undefined],
      ['Findings', scan && found.length === 0 ? countsLine(scan.summary) : undefined],
    ]),
    ...columns(found),
    ...scanFoot(event, 'Open report'),
  ]
}

const scanFailed = (event: EventPayload): Block[] => [
  header(`❌ Scan failed: ${targetName(event)}`),
  ...preformatted('Reason', trimmed(event.error) || 'The scanner gave no reason.', EVIDENCE),
  ...scanFoot(event, 'Open scan'),
]

const blocksOf = (event: EventPayload): Block[] => {
  const { finding } = event
  switch (event.event) {
    case 'scan_started':
      return scanStarted(event)
    case 'scan_done':
      return scanDone(event)
    case 'scan_failed':
      return scanFailed(event)
    case 'finding_new':
      return finding ? findingNew(event, finding) : [header(headline(event))]
    case 'finding_changed':
      return finding ? findingChanged(event, finding) : [header(headline(event))]
  }
}

export const eventMessage = (event: EventPayload): SlackMessage => slackMessage(headline(event), blocksOf(event))

export const testMessage = (renderContext: RenderContext): SlackMessage =>
  slackMessage(testLine(renderContext), [
    header(`👋 ${testLine(renderContext)}`),
    context(
      ['This channel will receive what the integration lets through.'],
      'Open dashboard',
      renderContext.publicUrl,
    ),
  ])
