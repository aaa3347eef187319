import { PROJECT, refuse } from './jira-fields.ts'
import { BAD_PAYLOAD, issueView, stepOf, type JiraIssue } from './jira-issue.ts'
import { JqlError, parseJql, type Searchable } from './jira-jql.ts'
import { type JsonObject, strangeKey } from './json.ts'

const TAKEN = [
  'jql',
  'fields',
  'maxResults',
  'nextPageToken',
  'reconcileIssues',
  'expand',
  'properties',
  'fieldsByKeys',
]
// developer.atlassian.com, POST /rest/api/3/search/jql
const MAX_RECONCILED = 50

const searchable = (issue: JiraIssue): Searchable => {
  const { name = '', key = '' } = stepOf(issue)?.category ?? {}
  return {
    project: [PROJECT.key],
    key: [issue.key],
    id: [issue.id],
    labels: issue.labels,
    status: [issue.status],
    statuscategory: [name, key],
    resolution: issue.resolution === null ? [] : [issue.resolution],
    issuetype: [issue.issuetype],
    priority: [issue.priority],
  }
}

const toPredicate = (jql: string) => {
  try {
    return parseJql(jql, [PROJECT.key, PROJECT.id, PROJECT.name])
  } catch (error) {
    throw error instanceof JqlError ? refuse(400, error.message) : error
  }
}

const readQuery = (body: JsonObject) => {
  const { jql = '', fields = [], maxResults = 50, nextPageToken = '0', reconcileIssues = [] } = body
  const isShaped =
    strangeKey(body, TAKEN) === undefined &&
    typeof jql === 'string' &&
    typeof maxResults === 'number' &&
    typeof nextPageToken === 'string' &&
    /^\d+$/.test(nextPageToken)
  if (!isShaped || !Array.isArray(fields) || !Array.isArray(reconcileIssues)) throw refuse(400, BAD_PAYLOAD)
  if (!reconcileIssues.every((id) => Number.isInteger(id))) throw refuse(400, BAD_PAYLOAD)
  if (reconcileIssues.length > MAX_RECONCILED)
    throw refuse(400, `The reconcileIssues parameter takes at most ${String(MAX_RECONCILED)} issue ids.`)
  return {
    jql,
    names: fields.map(String),
    maxResults,
    start: Number(nextPageToken),
    reconciled: reconcileIssues.map(Number),
  }
}

/**
 * One page of a search. New issues are missing until the lag is over, unless they are named to be reconciled; an
 * issue is only its id where no fields are asked for.
 */
export const search = (
  site: { issues: JiraIssue[]; indexLagMs: number; origin(): string },
  body: JsonObject,
  at: number,
): JsonObject => {
  const { jql, names, maxResults, start, reconciled } = readQuery(body)
  const matches = toPredicate(jql)
  const isIndexed = ({ createdAt, id }: JiraIssue): boolean =>
    createdAt + site.indexLagMs <= at || reconciled.includes(Number(id))
  const found = site.issues.filter((issue) => isIndexed(issue) && matches(searchable(issue)))
  const page = found.slice(start, start + maxResults)
  const end = start + page.length
  const onlyId = names.every((name) => name === 'id')
  const issues = page.map((issue) => (onlyId ? { id: issue.id } : issueView(site.origin(), issue, names)))
  return { issues, ...(end < found.length ? { nextPageToken: String(end), isLast: false } : { isLast: true }) }
}

/** The query of `GET /search/jql` in the form of the body of its POST. */
export const searchQuery = (query: URLSearchParams): JsonObject => ({
  jql: query.get('jql') ?? '',
  fields: query.get('fields')?.split(',') ?? [],
  maxResults: Number(query.get('maxResults') ?? 50),
  nextPageToken: query.get('nextPageToken') ?? '0',
  reconcileIssues: query.getAll('reconcileIssues').flatMap((ids) => ids.split(',').map(Number)),
})
