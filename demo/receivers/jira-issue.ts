import { adfText } from './jira-adf.ts'
import {
  type IssueFields,
  checkAdf,
  checkNew,
  documentWarning,
  ISSUE_TYPES,
  PRIORITIES,
  PROJECT,
  readProperties,
  refuse,
  refuseUnsettable,
  setFields,
  updateFields,
} from './jira-fields.ts'
import { isObject, type JsonObject, strangeKey } from './json.ts'

export interface JiraComment {
  id: string
  /** An Atlassian document. */
  body: unknown
  /** The document's text. */
  text: string
  properties: Record<string, unknown>
  /** epoch ms */
  createdAt: number
}

export interface JiraIssue extends IssueFields {
  /** Numeric, stable when the issue is moved. */
  id: string
  /** `SEC-1` */
  key: string
  issuetype: string
  /** `To Do`, `In Progress` or `Done` */
  status: string
  /** With a done status; people choose another than `Done`. */
  resolution: string | null
  /** epoch ms */
  resolvedAt: number | null
  comments: JiraComment[]
  properties: Record<string, unknown>
  /** epoch ms */
  createdAt: number
}

/** The workflow: every status is reached from every other, by a transition without a screen. */
export const STEPS = [
  { transition: '11', id: '10000', name: 'To Do', category: { id: 2, key: 'new', name: 'To Do' } },
  {
    transition: '21',
    id: '10001',
    name: 'In Progress',
    category: { id: 4, key: 'indeterminate', name: 'In Progress' },
  },
  { transition: '31', id: '10002', name: 'Done', category: { id: 3, key: 'done', name: 'Done' } },
]
export const BAD_PAYLOAD = 'Invalid request payload. Refer to the REST API documentation and try again.'

export const stepOf = (issue: JiraIssue) => STEPS.find((step) => step.name === issue.status)
export const statusView = (step: (typeof STEPS)[number] | undefined): JsonObject => ({
  id: step?.id,
  name: step?.name,
  statusCategory: step?.category,
})

export const commentView = ({ id, body, properties, createdAt }: JiraComment, withProperties = false): JsonObject => ({
  id,
  body,
  created: new Date(createdAt).toISOString(),
  ...(withProperties ? { properties: Object.entries(properties).map(([key, value]) => ({ key, value })) } : {}),
})

const fieldsOf = (issue: JiraIssue): JsonObject => ({
  project: PROJECT,
  issuetype: ISSUE_TYPES.find(({ name }) => name === issue.issuetype),
  summary: issue.summary,
  description: issue.description,
  labels: issue.labels,
  priority: PRIORITIES.find(({ name }) => name === issue.priority),
  status: statusView(stepOf(issue)),
  resolution: issue.resolution === null ? null : { id: '10000', name: issue.resolution },
  // As Jira writes it, with a zone without a colon.
  resolutiondate: issue.resolvedAt === null ? null : new Date(issue.resolvedAt).toISOString().replace('Z', '+0000'),
  created: new Date(issue.createdAt).toISOString(),
  comment: { comments: issue.comments.map((comment) => commentView(comment)), total: issue.comments.length },
})

/** An issue as Jira shows it, with the fields that were asked for. */
export const issueView = (origin: string, issue: JiraIssue, names: string[]): JsonObject => {
  const { id, key } = issue
  const all = names.some((name) => name === '*all' || name === '*navigable')
  const fields = Object.entries(fieldsOf(issue)).filter(([name]) => all || names.includes(name))
  return { id, key, self: `${origin}/rest/api/3/issue/${id}`, fields: Object.fromEntries(fields) }
}

/** Makes an issue out of the body of a create; `n` numbers it. Throws a `Refusal`. */
export const newIssue = (body: JsonObject, n: number, at: number): JiraIssue => {
  if (strangeKey(body, ['fields', 'properties', 'update', 'historyMetadata']) !== undefined)
    throw refuse(400, BAD_PAYLOAD)
  const { project, issuetype, ...fields } = isObject(body.fields) ? body.fields : {}
  const issue: JiraIssue = {
    id: String(20_000 + n),
    key: `${PROJECT.key}-${String(n)}`,
    summary: '',
    description: null,
    issuetype: checkNew({ ...fields, project, issuetype }),
    priority: 'Medium',
    labels: [],
    status: 'To Do',
    resolution: null,
    resolvedAt: null,
    comments: [],
    properties: readProperties(body.properties),
    createdAt: at,
  }
  setFields(issue, fields)
  return issue
}

/** Edits a copy first, so that a refused request changes nothing. Answers with a warning. */
export const editIssue = (issue: JiraIssue, body: JsonObject): string | undefined => {
  const { fields = {}, update = {} } = body
  const strange = strangeKey(body, ['fields', 'update', 'properties', 'historyMetadata'])
  if (strange !== undefined || !isObject(fields) || !isObject(update)) throw refuse(400, BAD_PAYLOAD)
  const both = Object.keys(fields).find((name) => name in update)
  if (both !== undefined) throw refuse(400, `Field '${both}' cannot appear in both 'fields' and 'update'`)
  const edited = structuredClone(issue)
  setFields(edited, fields)
  updateFields(edited, update)
  Object.assign(edited.properties, readProperties(body.properties))
  Object.assign(issue, edited)
  return documentWarning(issue.description)
}

export const addComment = (issue: JiraIssue, { body, ...rest }: JsonObject, at: number): JiraComment => {
  if (strangeKey(rest, ['properties', 'visibility']) !== undefined) throw refuse(400, BAD_PAYLOAD)
  checkAdf('comment', body)
  const id = `${issue.id}${String(issue.comments.length).padStart(4, '0')}`
  const comment = { id, body, text: adfText(body), properties: readProperties(rest.properties), createdAt: at }
  issue.comments.push(comment)
  return comment
}

/** Moves the issue; with it may go a comment, but no field, as the transitions have no screen. */
export const transitionIssue = (issue: JiraIssue, body: JsonObject, at: number): void => {
  const { transition, fields = {}, update = {} } = body
  const { id } = isObject(transition) ? transition : {}
  if (id === undefined) throw refuse(400, "Missing 'transition' identifier")
  const wanted = typeof id === 'number' ? String(id) : id
  if (typeof wanted !== 'string' || !/^\d+$/.test(wanted)) {
    throw refuse(400, "'transition' identifier must be an integer")
  }
  const step = STEPS.find((known) => known.transition === wanted)
  if (!step) throw refuse(400, `Transition id '${wanted}' is not valid for this issue.`)
  const { comment: comments = [], ...others } = isObject(update) ? update : {}
  const [field] = Object.keys({ ...(isObject(fields) ? fields : {}), ...others })
  if (field !== undefined) throw refuseUnsettable(field)
  for (const operation of Array.isArray(comments) ? (comments as unknown[]) : []) {
    const { add } = isObject(operation) ? operation : {}
    addComment(issue, isObject(add) ? add : {}, at)
  }
  Object.assign(issue.properties, readProperties(body.properties))
  const isDone = step.category.key === 'done'
  Object.assign(issue, { status: step.name, resolution: isDone ? 'Done' : null, resolvedAt: isDone ? at : null })
}
