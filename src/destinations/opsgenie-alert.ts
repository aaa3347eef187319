import { alertActionOf, findingKey, scanFailureKey } from '../core/alert.ts'
import { parseChanges } from '../core/change.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import type { Severity } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import { clean, cut, cutEscaped, httpLink, oneLine } from './text.ts'
import {
  headline,
  minute,
  place,
  severityLine,
  statusLine,
  targetName,
  testLine,
  titleOf,
  weaknessLine,
} from './wording.ts'

type Priority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5'

interface NewAlert {
  message: string
  alias: string
  description: string
  priority: Priority
  source: string
  entity: string
  tags: string[]
  details: Record<string, string>
}

interface Note {
  note: string
  user: string
  source: string
}

/** One request about the alert. All but `create` name it by its alias. */
export type Step =
  | { verb: 'create'; body: NewAlert }
  | { verb: 'close' | 'acknowledge' | 'notes'; body: Note }
  | { verb: 'priority'; body: { priority: Priority } }
  | { verb: 'message'; body: { message: string } }

export interface OpsgenieMessage {
  alias: string
  /**
   * In order. What may be sent twice without harm comes first: a retry begins anew, and a note would be there twice.
   */
  steps: Step[]
}

/*
 * Lengths in characters: message 130, description 15,000, entity 512, source 100, tags 20 of 50, note 25,000, user 100
 * (docs.opsgenie.com/docs/alert-api); all details together 8,000. What is longer is refused with 422, not cut.
 */
export const MAX_MESSAGE = 130
export const MAX_ENTITY = 512
const MAX_SOURCE = 100
const MAX_TAG = 50
const MAX_NOTE = 2000
const MAX_DETAIL = 400

export const PRIORITY: Record<Severity, Priority> = { critical: 'P1', high: 'P2', medium: 'P3', low: 'P4', info: 'P5' }

/** Messages, descriptions and notes are shown as HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const line = (text: string | null | undefined, max: number): string =>
  cutEscaped(cut(oneLine(text ?? ''), max), max, escapeHtml)
const prose = (text: string | null, max: number): string => cutEscaped(clean(text ?? '').trim(), max, escapeHtml)

export const sourceOf = ({ productName }: RenderContext): string => line(productName, MAX_SOURCE) || 'Scanner'

/** A tag with a space or comma is shown as two. */
export const tag = (text: string): string[] => {
  const one = cut(oneLine(text).replace(/[^\p{L}\p{N}.:_-]+/gu, '-'), MAX_TAG)
  return one ? [one] : []
}

const labelled = (label: string, text: string): string[] => (text ? [`${label}: ${text}`] : [])
const section = (title: string, text: string): string[] => (text ? [`\n${title}\n${text}`] : [])
/** A link of our own or of a reference, escaped; undefined when it is none or too long to be read. */
export const linkText = (url: string | null | undefined, max = 2000): string | undefined => {
  const href = escapeHtml(httpLink(url) ?? '')
  return href && href.length <= max ? href : undefined
}
export const link = (label: string, url: string | undefined): string[] => labelled(label, linkText(url) ?? '')

const references = (finding: FindingView): string =>
  finding.references
    .flatMap((url) => linkText(url, 300) ?? [])
    .slice(0, 5)
    .join('\n')

/** The parts are cut so that they fit together: less than 14,000 characters. */
const descriptionOf = (event: EventPayload, finding: FindingView): string =>
  [
    severityLine(finding),
    ...labelled('Where', line(place(finding), 600)),
    ...labelled('Target', line(event.target.name, 200)),
    ...labelled('Address', line(event.target.base_url, 300)),
    ...labelled('Weakness', line(weaknessLine(finding), 300)),
    ...labelled('Rule', line(finding.rule_id, 200)),
    ...link('Open the finding', finding.url),
    ...section('What was found', prose(finding.description, 4000)),
    ...section('What to do', prose(finding.remediation, 4000)),
    ...section('Read more', references(finding)),
  ].join('\n')

/** Values must be strings: a number is refused with 422. */
export const detailsOf = (entries: [name: string, value: string | null | undefined][]): Record<string, string> =>
  Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const text = name === 'url' ? value : line(value, MAX_DETAIL)
      return text ? [[name, text]] : []
    }),
  )

const findingDetails = ({ target, scan, event_id }: EventPayload, finding: FindingView): Record<string, string> =>
  detailsOf([
    ['severity', finding.severity],
    ['cvss', finding.cvss_score === null ? null : String(finding.cvss_score)],
    ['cvss_vector', finding.cvss_vector],
    ['cwe', finding.cwe_id],
    ['where', place(finding)],
    ['target', target.name],
    ['rule', finding.rule_id],
    ['status', statusLine(finding)],
    ['finding_id', finding.id],
    ['scan_id', scan?.id],
    ['event_id', event_id],
    ['url', linkText(finding.url, MAX_DETAIL)],
  ])

const messageOf = (event: EventPayload, finding: FindingView): string => {
  const target = cut(targetName(event), 30)
  const room = MAX_MESSAGE - target.length - 20
  return cutEscaped(
    `[${finding.severity.toUpperCase()}] ${cut(titleOf(finding), room)} – ${target}`,
    MAX_MESSAGE,
    escapeHtml,
  )
}

const create = (event: EventPayload, finding: FindingView, context: RenderContext): Step => ({
  verb: 'create',
  body: {
    message: messageOf(event, finding),
    alias: findingKey(event.target.id, finding.fingerprint),
    description: descriptionOf(event, finding),
    priority: PRIORITY[finding.severity],
    source: sourceOf(context),
    entity: line(event.target.name, MAX_ENTITY) || 'Unnamed target',
    tags: ['security-scan', finding.severity, ...tag(finding.cwe_id ?? ''), ...tag(event.target.kind)],
    details: findingDetails(event, finding),
  },
})

const said = (text: string, context: RenderContext): Note => {
  const source = sourceOf(context)
  return { note: text, user: source, source }
}

const changeNote = ({ change_summary }: EventPayload, finding: FindingView, context: RenderContext): Note => {
  const what = line((change_summary ?? '').replaceAll('_', ' '), MAX_NOTE) || 'The finding changed.'
  return said([what, ...link('Open the finding', finding.url)].join('\n'), context)
}

/** An open alert takes nothing from a further create but its count: priority and message have a request of their own. */
const updates = (event: EventPayload, finding: FindingView): Step[] =>
  parseChanges(oneLine(event.change_summary ?? '')).some(({ field }) => field === 'severity')
    ? [
        { verb: 'priority', body: { priority: PRIORITY[finding.severity] } },
        { verb: 'message', body: { message: messageOf(event, finding) } },
      ]
    : []

const findingSteps = (event: EventPayload, finding: FindingView, context: RenderContext): Step[] => {
  const action = alertActionOf(finding, event)
  const note = changeNote(event, finding, context)
  switch (action) {
    case 'close':
    case 'acknowledge':
      return [{ verb: action, body: note }]
    case 'open': {
      const opened = create(event, finding, context)
      return event.event === 'finding_new'
        ? [opened]
        : [opened, ...updates(event, finding), { verb: 'notes', body: note }]
    }
    case 'note':
      return [...updates(event, finding), { verb: 'notes', body: note }]
  }
}

const failureDescription = ({ target, scan, error, occurred_at }: EventPayload): string =>
  [
    ...labelled('Error', prose(error ?? '', 4000)),
    ...labelled('Target', line(target.name, 200)),
    ...labelled('Address', line(target.base_url, 300)),
    ...labelled('Profile', line(scan?.profile, 200)),
    `Failed at ${minute(occurred_at)}`,
    ...link('Open the scan', scan?.url),
    '\nWhat to do\nLook into the error and scan again: this alert is closed by the next scan that is done.',
  ].join('\n')

const createFailure = (event: EventPayload, alias: string, context: RenderContext): Step => ({
  verb: 'create',
  body: {
    message: cutEscaped(headline(event), MAX_MESSAGE, escapeHtml),
    alias,
    description: failureDescription(event),
    priority: 'P3',
    source: sourceOf(context),
    entity: line(event.target.name, MAX_ENTITY) || 'Unnamed target',
    tags: ['security-scan', 'scan-failure', ...tag(event.target.kind)],
    details: detailsOf([
      ['target', event.target.name],
      ['scan_id', event.scan?.id],
      ['event_id', event.event_id],
      ['url', linkText(event.scan?.url, MAX_DETAIL)],
    ]),
  },
})

const scanNote = (event: EventPayload, context: RenderContext): Note =>
  said([line(headline(event), MAX_NOTE), ...link('Open the scan', event.scan?.url)].join('\n'), context)

export const opsgenieMessage = (event: EventPayload, context: RenderContext): OpsgenieMessage => {
  const { finding, target } = event
  if (finding)
    return { alias: findingKey(target.id, finding.fingerprint), steps: findingSteps(event, finding, context) }
  const alias = scanFailureKey(target.id)
  return event.event === 'scan_failed'
    ? { alias, steps: [createFailure(event, alias, context)] }
    : { alias, steps: [{ verb: 'close', body: scanNote(event, context) }] }
}

export const opsgenieTest = (context: RenderContext): OpsgenieMessage => ({
  alias: 'pencheff-test',
  steps: [
    {
      verb: 'create',
      body: {
        message: line(testLine(context), MAX_MESSAGE),
        alias: 'pencheff-test',
        description: 'Sent to test the connection. Close it.',
        priority: 'P5',
        source: sourceOf(context),
        entity: sourceOf(context),
        tags: ['test'],
        details: {},
      },
    },
  ],
})
