import { bodyOf, type PreviewRequest } from './request.ts'

/** What a page, an alert, an issue or an event says, whatever its vendor names it. */
export interface RecordView {
  title: string
  /** The vendor's own word for how bad it is. */
  severity?: string | undefined
  tags: string[]
  facts: [name: string, value: string][]
  /** Plain text, Markdown or an Atlassian document. */
  text?: { format: 'plain' | 'markdown'; text: string } | { format: 'document'; document: DocumentNode } | undefined
}

export interface DocumentNode {
  type?: string
  attrs?: { level?: number; panelType?: string }
  content?: DocumentNode[]
  text?: string
  marks?: { type?: string; attrs?: { href?: string } }[]
}

type Facts = Record<string, unknown>

const isObject = (value: unknown): value is Facts => typeof value === 'object' && value !== null

const shown = (value: unknown): string => {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map(shown).join('\n') : String(value)
}

/** Each value at any depth that is not empty, an inner name after its outer ones. */
const factsOf = (values: Facts = {}, before = ''): [string, string][] =>
  Object.entries(values).flatMap(([name, value]): [string, string][] => {
    if (value == null || value === '') return []
    if (isObject(value) && !Array.isArray(value)) return factsOf(value, `${before}${name}.`)
    return [[`${before}${name}`, shown(value)]]
  })

const words = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const plain = (text: unknown): RecordView['text'] => {
  const said = words(text)
  return said === undefined ? undefined : { format: 'plain', text: said }
}

interface PagerdutyEvent {
  event_action: string
  dedup_key: string
  payload: Facts
}

/** What a request without a text of its own does. */
const ACTIONS: Record<string, string> = {
  acknowledge: 'Acknowledges the alert',
  resolve: 'Resolves the alert',
  close: 'Closes the alert',
  notes: 'Adds a note to the alert',
}

const pagerduty = (request: PreviewRequest): RecordView => {
  const { event_action: action = '', dedup_key, payload = {} } = bodyOf<PagerdutyEvent>(request)
  const { summary, severity, custom_details: details, ...rest } = payload
  return {
    title: words(summary) ?? ACTIONS[action] ?? 'Event',
    severity: words(severity),
    tags: [],
    facts: [...factsOf(isObject(details) ? details : {}), ...factsOf({ ...rest, dedup_key })],
  }
}

interface OpsgenieAlert {
  message: string
  priority: string
  tags: string[]
  details: Facts
  description: string
  note: string
  entity: string
}

const opsgenie = (request: PreviewRequest): RecordView => {
  const { message, priority, tags = [], details, description, note, entity } = bodyOf<OpsgenieAlert>(request)
  const action = /\/(\w+)\?/.exec(request.url)?.[1] ?? ''
  return {
    title: message ?? ACTIONS[action] ?? 'Alert',
    severity: priority,
    tags,
    facts: factsOf({ entity, ...details }),
    text: plain(description ?? note),
  }
}

const splunk = (request: PreviewRequest): RecordView => {
  const { event = {}, ...rest } = bodyOf<{ event: Facts; sourcetype: string; index: string }>(request)
  return {
    title: words(event.subject) ?? words(event.event_type) ?? 'Event',
    severity: words(event.severity),
    tags: [rest.index, rest.sourcetype].flatMap((tag) => tag ?? []),
    facts: factsOf(event),
  }
}

const webhook = (request: PreviewRequest): RecordView => {
  const { type, data = {} } = bodyOf<{ type: string; data: Facts }>(request)
  const finding = isObject(data.finding) ? data.finding : {}
  return {
    title: words(finding.title) ?? type ?? 'Event',
    severity: words(finding.severity),
    tags: type === undefined ? [] : [type],
    facts: factsOf(data),
  }
}

const github = (request: PreviewRequest): RecordView => {
  const { title, body, labels = [] } = bodyOf<{ title: string; body: string; labels: string[] }>(request)
  return {
    title: title ?? 'Comment',
    severity: labels.find((label) => label.startsWith('severity:'))?.slice('severity:'.length),
    tags: labels,
    facts: [],
    text: { format: 'markdown', text: body ?? '' },
  }
}

const jira = (request: PreviewRequest): RecordView => {
  const { fields = {}, body } = bodyOf<{ fields: Facts; body: unknown }>(request)
  const said = fields.description ?? body
  const title = words(fields.summary)
  return {
    title: title ?? 'Comment',
    severity: /^\[(\w+)\]/.exec(title ?? '')?.[1],
    tags: Array.isArray(fields.labels) ? fields.labels.map(String) : [],
    facts: factsOf({ project: fields.project, issuetype: fields.issuetype }),
    text: isObject(said) ? { format: 'document', document: said } : plain(said),
  }
}

/** Of each kind that is no chat, how its request reads. */
export const RECORDS = { pagerduty, opsgenie, splunk, webhook, github, jira }
export type RecordKind = keyof typeof RECORDS
