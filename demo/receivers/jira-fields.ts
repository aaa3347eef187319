import { adfError, adfWarning } from './jira-adf.ts'
import { codePoints, isObject, type JsonObject } from './json.ts'
import { Refusal, type Answer } from './receiver.ts'

/** What a caller may set. */
export interface IssueFields {
  summary: string
  description: unknown
  priority: string
  labels: string[]
}

export const PROJECT = { id: '10000', key: 'SEC', name: 'Security' }
export const ISSUE_TYPES = [
  { id: '10001', name: 'Task', subtask: false },
  { id: '10002', name: 'Bug', subtask: false },
]
export const PRIORITIES = ['Highest', 'High', 'Medium', 'Low', 'Lowest'].map((name, i) => ({ id: String(i + 1), name }))

/** An answer in Jira's words: `messages` for the request, `fields` for single fields. */
export const jiraError = (status: number, messages: string[], fields: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify({ errorMessages: messages, errors: fields }),
})
export const refuse = (status: number, message: string, problem = message): Refusal =>
  new Refusal(problem, jiraError(status, [message]))

const refuseField = (field: string, message: string): Refusal =>
  new Refusal(`${field}: ${message}`, jiraError(400, [], { [field]: message }))

/** Checks a description or comment. Throws a `Refusal`. */
export const checkAdf = (field: string, value: unknown): void => {
  const error = adfError(value)
  if (!error) return
  const problem = `${field}: ${error.detail}`
  if (error.kind === 'not_a_document') {
    const message = 'Operation value must be an Atlassian Document (see the Atlassian Document Format)'
    throw new Refusal(problem, jiraError(400, [], { [field]: message }))
  }
  throw refuse(400, error.kind === 'too_long' ? 'CONTENT_LIMIT_EXCEEDED' : 'INVALID_INPUT', problem)
}

const checkSummary = (value: unknown): string => {
  if (typeof value !== 'string' || value.trim() === '')
    throw refuseField('summary', 'You must specify a summary of the issue.')
  if (/[\r\n]/.test(value))
    throw refuseField('summary', 'The summary is invalid because it contains newline characters.')
  if (codePoints(value) > 255) throw refuseField('summary', 'Summary must be less than 255 characters.')
  return value
}

const checkLabel = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw refuseField('labels', 'string expected at index 0')
  if (/\s/.test(value)) throw refuseField('labels', `The label '${value}' contains spaces which is invalid.`)
  if (value.length > 255) throw refuseField('labels', `The label '${value.slice(0, 20)}…' exceeds 255 characters.`)
  return value
}

const checkLabels = (value: unknown): string[] => {
  if (!Array.isArray(value)) throw refuseField('labels', 'data was not an array')
  return [...new Set(value.map(checkLabel))]
}

const checkPriority = (value: unknown): string => {
  const { id, name } = isObject(value) ? value : {}
  const found = PRIORITIES.find((priority) => priority.id === id || (id === undefined && priority.name === name))
  if (!found) throw refuseField('priority', 'The priority selected is invalid.')
  return found.name
}

const SETTERS: Record<string, (issue: IssueFields, value: unknown) => void> = {
  summary: (issue, value) => {
    issue.summary = checkSummary(value)
  },
  labels: (issue, value) => {
    issue.labels = checkLabels(value)
  },
  priority: (issue, value) => {
    issue.priority = checkPriority(value)
  },
  description: (issue, value) => {
    if (value !== null) checkAdf('description', value)
    issue.description = value
  },
}

export const refuseUnsettable = (field: string): Refusal =>
  refuseField(field, `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`)

/** Sets what stands on the screen; anything else is refused as Jira does. */
export const setFields = (issue: IssueFields, fields: JsonObject): void => {
  for (const [name, value] of Object.entries(fields)) {
    const set = Object.hasOwn(SETTERS, name) ? SETTERS[name] : undefined
    if (!set) throw refuseUnsettable(name)
    set(issue, value)
  }
}

/** The `update` form: `{labels: [{add}, {remove}, {set}]}`, and `set` of the others. */
export const updateFields = (issue: IssueFields, update: JsonObject): void => {
  for (const [name, operations] of Object.entries(update)) {
    for (const operation of Array.isArray(operations) ? (operations as unknown[]) : [undefined]) {
      const [[verb, value] = ['', undefined]] = isObject(operation) ? Object.entries(operation) : []
      if (verb === 'set') setFields(issue, { [name]: value })
      else if (name === 'labels' && verb === 'add') issue.labels = checkLabels([...issue.labels, value])
      else if (name === 'labels' && verb === 'remove') issue.labels = issue.labels.filter((label) => label !== value)
      else throw refuseField(name, `The operation '${verb}' is not supported for this field.`)
    }
  }
}

/** Checks what only a new issue names and returns its type. */
export const checkNew = (fields: JsonObject): string => {
  const { project, issuetype } = fields
  const named = isObject(project) ? (project.key ?? project.id) : undefined
  if (named !== PROJECT.key && named !== PROJECT.id) throw refuseField('project', 'Specify a valid project ID or key')
  const { id, name } = isObject(issuetype) ? issuetype : {}
  const type = ISSUE_TYPES.find((known) => known.id === id || (id === undefined && known.name === name))
  if (!type) throw refuseField('issuetype', 'Specify a valid issue type')
  checkSummary(fields.summary)
  return type.name
}

// Entity properties: key 255 characters, value 32,768 of JSON; developer.atlassian.com/cloud/jira/platform/jira-entity-properties
export const checkProperty = (key: unknown, value: unknown): string => {
  if (typeof key !== 'string' || key === '' || key.length > 255)
    throw refuse(400, 'The property key must be 1 to 255 characters long.')
  if (value === undefined || JSON.stringify(value).length > 32_768)
    throw refuse(400, 'The property value must be JSON of at most 32768 characters.')
  return key
}

/** The properties of a new issue or comment: `[{key, value}]`. */
export const readProperties = (properties: unknown = []): Record<string, unknown> => {
  if (!Array.isArray(properties)) throw refuse(400, 'properties is not a list of {key, value}.')
  const pairs = properties.map((property: unknown): [string, unknown] => {
    const { key, value } = isObject(property) ? property : {}
    return [checkProperty(key, value), value]
  })
  return Object.fromEntries(pairs)
}

/** What Jira takes in a document, but should not be sent. */
export const documentWarning = (...documents: unknown[]): string | undefined =>
  documents.map(adfWarning).find((warning) => warning !== undefined)
