import { createHash } from 'node:crypto'
import type { EventPayload, FindingView } from '../core/event.ts'
import type { RenderContext } from './destination.ts'
import { adviceOf, changesSeverity, moveOf, type Move } from './github-change.ts'
import { codeBlock, codeSpan, defuse, escape, escaped } from './github-markdown.ts'
import { byteLength, clean, cut, cutEscaped, httpLink, oneLine } from './text.ts'
import { isRescan, isSettled, sentencesOf } from './ticket-change.ts'
import {
  headline,
  joined,
  place,
  SEVERITY_LOOK,
  severityLine,
  statusLine,
  targetName,
  testLine,
  titleOf,
  weaknessLine,
} from './wording.ts'

/** An issue, and what is said and done about it when it is there already. */
export interface GithubMessage {
  /** One line of at most 256 characters. */
  title: string
  /** The first line of the issue's body, not shown, by which it is found again. */
  marker: string
  /** Markdown below the marker. */
  body: string
  severityLabel: string
  /** Markdown; on `finding_changed`. */
  comment?: string
  /** Where the issue's state is to go. */
  move?: Move
  /** The move comes from a scan, not from a person. */
  isRescan: boolean
  /** The severity changed, so its label does. */
  relabel: boolean
  /** Nothing is to be done about the finding, so no issue is made only to be closed. */
  isSettled: boolean
  /** ISO 8601: comments that an earlier attempt left are not older. */
  occurredAt: string
}

/** GitHub: 256 characters in a title; longer ones were taken once (github/docs). */
const MAX_TITLE = 256
/** GitHub takes 65,536 characters, github/docs "body is too long"; people write below, and lists repeat all of it. */
const MAX_BODY_BYTES = 30_000

/** Shortens the long texts alike until the whole fits, however much escaping adds. */
const fitted = (build: (share: number) => string): string => {
  for (const share of [1, 0.5, 0.25, 0.1]) {
    const body = build(share)
    if (byteLength(body) <= MAX_BODY_BYTES) return body
  }
  return build(0.04)
}

/** The same for a finding of a target over all scans, whatever its title becomes; hexadecimal, so it cannot end the comment. */
const markerOf = (targetId: string, fingerprint: string): string =>
  `<!-- pencheff:finding=${createHash('sha256').update(`${targetId}:${fingerprint}`).digest('hex').slice(0, 40)} -->`

const row = (label: string, value: string | null | undefined, max: number): string[] => {
  const shown = escaped(oneLine(value ?? ''), max)
  return shown === '' ? [] : [`| **${label}** | ${shown} |`]
}

const factTable = (event: EventPayload, finding: FindingView): string =>
  [
    '| Finding | |',
    '|---|---|',
    ...row('Severity', severityLine(finding), 200),
    ...row('Target', joined([targetName(event), event.target.base_url]), 500),
    ...row('Where', place(finding), 1000),
    ...row('Rule', finding.rule_id, 200),
    ...row('Weakness', weaknessLine(finding), 300),
    ...row('CVSS vector', finding.cvss_vector, 200),
    ...row('Status', statusLine(finding), 200),
  ].join('\n')

const section = (title: string, text: string): string[] => (text === '' ? [] : [`### ${title}`, text])

const prose = (text: string | null, max: number): string => escaped(clean(text ?? '').trim(), Math.floor(max))

/** As code: where a scanner's link leads is not ours to vouch for, and one to an issue would show there. */
const references = (finding: FindingView, share: number): string =>
  finding.references
    .flatMap((url) => httpLink(url) ?? [])
    .filter((link) => link.length <= 500)
    .slice(0, Math.ceil(8 * share))
    .map((link) => `- ${codeSpan(link)}`)
    .join('\n')

const openLink = (url: string, context: RenderContext): string[] => {
  const link = httpLink(url)
  return link ? [`**[Open this finding in ${escape(oneLine(context.productName))}](<${link}>)**`] : []
}

const issueBody = (event: EventPayload, finding: FindingView, context: RenderContext): string =>
  fitted((share) =>
    [
      factTable(event, finding),
      ...openLink(finding.url, context),
      ...section('What was found', prose(finding.description, 8000 * share)),
      ...section('How to mend it', prose(finding.remediation, 6000 * share)),
      ...section('Evidence', codeBlock(finding.evidence, Math.floor(6000 * share))),
      ...section('Read more', references(finding, share)),
    ].join('\n\n'),
  )

const commentBody = (event: EventPayload, finding: FindingView, context: RenderContext): string =>
  [
    ...sentencesOf(event).map((sentence) => `**${escape(sentence)}**`),
    adviceOf(finding, moveOf(event)),
    ...openLink(finding.url, context),
  ].join('\n\n')

/** Titles are not Markdown, yet mentions and references in them are shown as such. */
const titleText = (text: string): string => cutEscaped(oneLine(text), MAX_TITLE, defuse)

const titleLine = (finding: FindingView): string => {
  const where = place(finding)
  const lead = `[${finding.severity}] ${cut(titleOf(finding), 180)}`
  return titleText(where ? `${lead} in ${where}` : lead)
}

/** Scans have no issue of their own; this says in one what a preview of them shows. */
const scanMessage = (event: EventPayload): GithubMessage => ({
  title: titleText(headline(event)),
  marker: markerOf(event.target.id, event.scan?.id ?? event.event_id),
  body: escaped(headline(event), 2000),
  severityLabel: 'severity:info',
  isRescan: true,
  relabel: false,
  isSettled: false,
  occurredAt: event.occurred_at,
})

export const renderGithub = (event: EventPayload, context: RenderContext): GithubMessage => {
  const { finding, target } = event
  if (!finding) return scanMessage(event)
  const isChange = event.event === 'finding_changed'
  const move = isChange ? moveOf(event) : undefined
  return {
    title: titleLine(finding),
    marker: markerOf(target.id, finding.fingerprint),
    body: issueBody(event, finding, context),
    severityLabel: `severity:${SEVERITY_LOOK[finding.severity].label.toLowerCase()}`,
    ...(isChange && { comment: commentBody(event, finding, context) }),
    ...(move && { move }),
    isRescan: isRescan(event),
    relabel: isChange && changesSeverity(event),
    isSettled: isChange && isSettled(finding),
    occurredAt: event.occurred_at,
  }
}

/** The connection test only reads; this is what a preview of it shows. */
export const renderGithubTest = (context: RenderContext): GithubMessage => ({
  title: titleText(testLine(context)),
  marker: '<!-- pencheff:test -->',
  body: `This is the ${escape(testLine(context))}.`,
  severityLabel: 'severity:info',
  isRescan: true,
  relabel: false,
  isSettled: false,
  occurredAt: new Date(0).toISOString(),
})
