import { createHash } from 'node:crypto'
import type { EventPayload, FindingView } from '../core/event.ts'
import type { RenderContext } from './destination.ts'
import { toAdf } from './jira-adf.ts'
import { adviceOf, moveOf, type Move } from './jira-change.ts'
import { isCloud, type JiraConfig } from './jira-config.ts'
import type { Block, Span } from './jira-document.ts'
import { toWiki } from './jira-wiki.ts'
import { clean, cut, cutEscaped, httpLink, oneLine } from './text.ts'
import { isRescan, isSettled, sentencesOf } from './ticket-change.ts'
import { headline, place, SEVERITY_LOOK, testLine, titleOf } from './wording.ts'

/** An issue, and what is said and done about it when it is there already. */
export interface JiraMessage {
  /** One line of at most 255 characters. */
  summary: string
  /** The label by which the finding's issue is found again. */
  marker: string
  description: Block[]
  /** Stored with the issue as its entity property `pencheff.finding`. */
  identity: Record<string, string>
  /** On `finding_changed`. */
  comment?: Block[]
  /** Where the issue's status is to go. */
  move?: Move
  /** The move comes from a scan, not from a person. */
  isRescan: boolean
  /** Nothing is to be done about the finding, so no issue is made only to be closed. */
  isSettled: boolean
}

/** Jira: 255 characters and no line break in a summary, by the server's own error texts. */
const MAX_SUMMARY = 255
/**
 * Jira Cloud: 32,767 characters in a description or comment; how a document's nodes count is not documented, and others
 * were refused slightly below it, so this much of the written-out form and no more.
 */
const MAX_BODY = 28_000

const sizeOf = (blocks: Block[], config: JiraConfig): number =>
  isCloud(config) ? JSON.stringify(toAdf(blocks)).length : toWiki(blocks).length

/** Shortens the long texts alike until the whole fits, however much escaping adds. */
const fitted = (build: (share: number) => Block[], config: JiraConfig): Block[] => {
  for (const share of [1, 0.5, 0.25, 0.1, 0.04]) {
    const blocks = build(share)
    if (sizeOf(blocks, config) <= MAX_BODY) return blocks
  }
  return build(0)
}

/** The same for a finding of a target over all scans, whatever its title becomes. */
const markerOf = (targetId: string, fingerprint: string): string =>
  `pencheff-${createHash('sha256').update(`${targetId}:${fingerprint}`).digest('hex').slice(0, 32)}`

const labelled = (label: string, value: string | null | undefined, max: number): Span[][] => {
  const text = cut(oneLine(value ?? ''), max)
  return text
    ? [
        [
          { text: `${label}: `, strong: true },
          { text, code: true },
        ],
      ]
    : []
}

const section = (title: string, text: string | null, max: number, kind: 'prose' | 'code'): Block[] => {
  const shown = cut(clean(text ?? '').trim(), Math.floor(max))
  return shown
    ? [
        { kind: 'heading', text: title },
        { kind, text: shown },
      ]
    : []
}

/** Shown as text: where a scanner's link leads is not ours to vouch for. */
const readMore = (references: string[], share: number): Block[] => {
  const items = references
    .flatMap((reference) => httpLink(reference) ?? [])
    .filter((link) => link.length <= 1000)
    .slice(0, Math.ceil(10 * share))
    .map((link): Span[] => [{ text: cut(oneLine(link), 300), code: true }])
  return items.length > 0
    ? [
        { kind: 'heading', text: 'Read more' },
        { kind: 'bullets', items },
      ]
    : []
}

const rating = (finding: FindingView): string =>
  [
    SEVERITY_LOOK[finding.severity].label,
    ...(finding.cvss_score === null ? [] : [`CVSS ${finding.cvss_score}`]),
    ...[finding.cwe_id, finding.owasp_category].flatMap((name) => cut(oneLine(name ?? ''), 200) || []),
  ].join(' · ')

const openLink = (url: string, text: string): Block[] => {
  const link = httpLink(url)
  return link ? [{ kind: 'line', spans: [{ text, link }] }] : []
}

const description =
  ({ target, scan }: EventPayload, finding: FindingView, context: RenderContext) =>
  (share: number): Block[] => [
    { kind: 'panel', severity: finding.severity, text: rating(finding) },
    {
      kind: 'bullets',
      items: [
        ...labelled('Target', oneLine(target.name) || 'Unnamed target', 200),
        ...labelled('Address', target.base_url, 500),
        ...labelled('Where', place(finding), 1000),
        ...labelled('Rule', finding.rule_id, 200),
        ...labelled('CVSS vector', finding.cvss_vector, 200),
        ...labelled('Scan profile', scan?.profile, 100),
      ],
    },
    ...openLink(finding.url, `Open this finding in ${oneLine(context.productName)}`),
    ...section('What was found', finding.description, 7000 * share, 'prose'),
    ...section('How to mend it', finding.remediation, 5000 * share, 'prose'),
    ...section('Evidence', finding.evidence, 6000 * share, 'code'),
    ...readMore(finding.references, share),
  ]

const changeComment = (event: EventPayload, finding: FindingView, context: RenderContext): Block[] => [
  ...sentencesOf(event).map((text): Block => ({ kind: 'line', spans: [{ text, strong: true }] })),
  { kind: 'line', spans: [{ text: adviceOf(finding, moveOf(event)) }] },
  ...openLink(finding.url, `Open this finding in ${oneLine(context.productName)}`),
]

/** A summary is no markup, but Jira links the addresses that stand in it; a zero-width space takes them apart. */
const summaryText = (text: string): string =>
  cutEscaped(text, MAX_SUMMARY, (shown) => shown.replace(/:(?=\/\/)|www(?=\.)|mailto(?=:)/gi, '$&\u200B'))

const summaryOf = (finding: FindingView): string => {
  const where = place(finding)
  const title = `[${SEVERITY_LOOK[finding.severity].label}] ${titleOf(finding)}`
  return summaryText(where ? `${title} – ${where}` : title)
}

/** Scans have no issue of their own; this says in one what a preview of them shows. */
const scanMessage = (event: EventPayload): JiraMessage => ({
  summary: summaryText(headline(event)),
  marker: markerOf(event.target.id, event.scan?.id ?? event.event_id),
  description: [{ kind: 'line', spans: [{ text: cut(headline(event), 1000) }] }],
  identity: { target_id: event.target.id },
  isRescan: true,
  isSettled: false,
})

export const renderJira = (event: EventPayload, config: JiraConfig, context: RenderContext): JiraMessage => {
  const { finding, target } = event
  if (!finding) return scanMessage(event)
  const isChange = event.event === 'finding_changed'
  const move = moveOf(event)
  return {
    summary: summaryOf(finding),
    marker: markerOf(target.id, finding.fingerprint),
    description: fitted(description(event, finding, context), config),
    identity: { finding_id: finding.id, fingerprint: cut(oneLine(finding.fingerprint), 512), target_id: target.id },
    ...(isChange && { comment: changeComment(event, finding, context) }),
    ...(move && { move }),
    isRescan: isRescan(event),
    isSettled: isChange && isSettled(finding),
  }
}

export const renderJiraTest = (context: RenderContext): JiraMessage => ({
  summary: summaryText(testLine(context)),
  marker: 'pencheff-test',
  description: [
    {
      kind: 'line',
      spans: [
        { text: `This is the ${testLine(context)}. It is deleted at once; if you can read it, delete it by hand.` },
      ],
    },
  ],
  identity: { test: 'true' },
  isRescan: true,
  isSettled: false,
})
