import { checkProperty, documentWarning, ISSUE_TYPES, PRIORITIES, PROJECT, refuse } from './jira-fields.ts'
import {
  addComment,
  commentView,
  editIssue,
  issueView,
  newIssue,
  statusView,
  STEPS,
  transitionIssue,
  type JiraIssue,
} from './jira-issue.ts'
import { search, searchQuery } from './jira-search.ts'
import { type JsonObject, parseJson, readObject } from './json.ts'
import type { Answer, ReceivedRequest } from './receiver.ts'

export interface JiraSite {
  issues: JiraIssue[]
  indexLagMs: number
  email: string
  origin(): string
}

interface Call {
  site: JiraSite
  request: ReceivedRequest
  /** The body, an empty object where there is none. */
  body: JsonObject
  params: string[]
}

const GONE = 'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.'
const NO_ISSUE = 'Issue does not exist or you do not have permission to see it.'

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8' },
  body: JSON.stringify(body),
})
const noContent: Answer = { status: 204 }

const findIssue = ({ site, params: [ref] }: Call): JiraIssue => {
  const issue = site.issues.find(({ id, key }) => id === ref || key === ref?.toUpperCase())
  if (!issue) throw refuse(404, NO_ISSUE, `issue ${ref ?? ''} does not exist`)
  return issue
}

const createIssue = ({ site, request, body }: Call): Answer => {
  const n = site.issues.reduce((last, { id }) => Math.max(last, Number(id) - 20_000), 0) + 1
  const issue = newIssue(body, n, request.at)
  site.issues.push(issue)
  const { id, key } = issue
  const answer = json(201, { id, key, self: `${site.origin()}/rest/api/3/issue/${id}` })
  return { ...answer, events: 1, problem: documentWarning(issue.description) }
}

const readIssue = (call: Call): Answer => {
  const issue = findIssue(call)
  const { query } = call.request
  const asked = query.get('properties')?.split(',') ?? []
  const properties = Object.entries(issue.properties).filter(([key]) => asked.includes('*all') || asked.includes(key))
  const view = issueView(call.site.origin(), issue, query.get('fields')?.split(',') ?? ['*all'])
  return json(200, asked.length > 0 ? { ...view, properties: Object.fromEntries(properties) } : view)
}

const deleteIssue = (call: Call): Answer => {
  call.site.issues.splice(call.site.issues.indexOf(findIssue(call)), 1)
  return noContent
}

const createComment = (call: Call): Answer => {
  const issue = findIssue(call)
  const comment = addComment(issue, call.body, call.request.at)
  return { ...json(201, commentView(comment)), events: 1, problem: documentWarning(comment.body) }
}

const listComments = (call: Call): Answer => {
  const { query } = call.request
  const { comments } = findIssue(call)
  const ordered = query.get('orderBy') === '-created' ? comments.toReversed() : comments
  const start = Number(query.get('startAt') ?? 0)
  const page = ordered.slice(start, start + Number(query.get('maxResults') ?? 50))
  const withProperties = query.get('expand')?.split(',').includes('properties') ?? false
  const views = page.map((comment) => commentView(comment, withProperties))
  return json(200, { startAt: start, maxResults: page.length, total: comments.length, comments: views })
}

const listTransitions = (call: Call): Answer => {
  findIssue(call)
  const expanded = call.request.query.get('expand')?.includes('transitions.fields') ? { fields: {} } : {}
  const transitions = STEPS.map((step) => {
    return { id: step.transition, name: step.name, to: statusView(step), hasScreen: false, isGlobal: true, ...expanded }
  })
  return json(200, { expand: 'transitions', transitions })
}

const listProperties = (call: Call): Answer => {
  const self = call.site.origin() + call.request.path
  return json(200, { keys: Object.keys(findIssue(call).properties).map((key) => ({ key, self: `${self}/${key}` })) })
}

/** Property of the call's issue: its key and whether it is there. */
const findProperty = (call: Call) => {
  const { properties } = findIssue(call)
  const key = call.params[1] ?? ''
  return { properties, key, known: Object.hasOwn(properties, key) }
}

const readProperty = (call: Call): Answer => {
  const { properties, key, known } = findProperty(call)
  if (!known) throw refuse(404, `The property with key '${key}' does not exist.`)
  return json(200, { key, value: properties[key] })
}

const writeProperty = (call: Call): Answer => {
  const { properties, key, known } = findProperty(call)
  const value = parsedValue(call.request.body)
  properties[checkProperty(key, value)] = value
  return json(known ? 200 : 201, {})
}

const parsedValue = (body: string): unknown => {
  try {
    return parseJson(body)
  } catch {
    return undefined
  }
}

const deleteProperty = (call: Call): Answer => {
  const { properties, key, known } = findProperty(call)
  if (!known) throw refuse(404, `The property with key '${key}' does not exist.`)
  Reflect.deleteProperty(properties, key)
  return noContent
}

const checkProject = (ref: string | undefined): void => {
  if (ref !== PROJECT.key && ref !== PROJECT.id) throw refuse(404, `No project could be found with key '${ref ?? ''}'.`)
}

const permissions = ({ request: { query } }: Call): Answer => {
  const names = query.get('permissions')?.split(',') ?? []
  if (names.length === 0) throw refuse(400, "The 'permissions' query parameter is required.")
  if (query.has('projectKey')) checkProject(query.get('projectKey') ?? undefined)
  const held = names.map((key, i) => [key, { id: String(i), key, name: key, type: 'PROJECT', havePermission: true }])
  return json(200, { permissions: Object.fromEntries(held) as JsonObject })
}

// What stands on the screen of a new issue; the first three must be filled.
const CREATE_FIELDS = ['project', 'issuetype', 'summary', 'description', 'labels', 'priority'].map((key, i) => {
  return { fieldId: key, key, name: key, required: i < 3, hasDefaultValue: false, operations: ['set'] }
})

const createFields = ({ params: [project, type] }: Call): Answer => {
  checkProject(project)
  if (!ISSUE_TYPES.some(({ id }) => id === type))
    throw refuse(404, `Issue type with id ${type ?? ''} could not be found.`)
  return json(200, { startAt: 0, maxResults: 50, total: CREATE_FIELDS.length, fields: CREATE_FIELDS })
}

const myself = ({ site }: Call): Answer =>
  json(200, {
    self: `${site.origin()}/rest/api/3/user?accountId=5b10a2844c20165700ede21g`,
    accountId: '5b10a2844c20165700ede21g',
    accountType: 'atlassian',
    emailAddress: site.email,
    displayName: 'Security bot',
    active: true,
    timeZone: 'Etc/UTC',
  })

/** Below `/rest/api/3/`; `*` stands for one part of the path. */
const ROUTES: Record<string, (call: Call) => Answer> = {
  'GET myself': myself,
  'GET serverInfo': ({ site }) => json(200, { baseUrl: site.origin(), deploymentType: 'Cloud', version: '1001.0.0' }),
  'GET mypermissions': permissions,
  'GET priority/search': () => json(200, { startAt: 0, maxResults: 50, total: 5, isLast: true, values: PRIORITIES }),
  'GET project/*': ({ params: [ref] }) => {
    checkProject(ref)
    return json(200, { ...PROJECT, issueTypes: ISSUE_TYPES })
  },
  'GET issue/createmeta/*/issuetypes': ({ params: [ref] }) => {
    checkProject(ref)
    return json(200, { startAt: 0, maxResults: 50, total: ISSUE_TYPES.length, issueTypes: ISSUE_TYPES })
  },
  'GET issue/createmeta/*/issuetypes/*': createFields,
  'POST issue': createIssue,
  'GET issue/*': readIssue,
  'PUT issue/*': (call) => ({ ...noContent, problem: editIssue(findIssue(call), call.body) }),
  'DELETE issue/*': deleteIssue,
  'POST issue/*/comment': createComment,
  'GET issue/*/comment': listComments,
  'GET issue/*/transitions': listTransitions,
  'POST issue/*/transitions': (call) => {
    transitionIssue(findIssue(call), call.body, call.request.at)
    return noContent
  },
  'GET issue/*/properties': listProperties,
  'GET issue/*/properties/*': readProperty,
  'PUT issue/*/properties/*': writeProperty,
  'DELETE issue/*/properties/*': deleteProperty,
  'POST search/jql': ({ site, body, request }) => json(200, search(site, body, request.at)),
  'GET search/jql': ({ site, request }) => json(200, search(site, searchQuery(request.query), request.at)),
  'GET search': () => {
    throw refuse(410, GONE)
  },
  'POST search': () => {
    throw refuse(410, GONE)
  },
}

const PATTERNS = Object.entries(ROUTES).map(([route, run]) => {
  const [method = '', path = ''] = route.split(' ')
  return { method, path: new RegExp(`^/rest/api/3/${path.replaceAll('*', '([^/]+)')}$`), run }
})

/** Answers a request that is signed in and whose body is well formed. Throws a `Refusal`. */
export const createRoutes = (site: JiraSite) => {
  return (request: ReceivedRequest): Answer => {
    const here = PATTERNS.filter(({ path }) => path.test(request.path))
    const found = here.find(({ method }) => method === request.method)
    if (!found) {
      const status = here.length > 0 ? 405 : 404
      throw refuse(status, `No endpoint ${request.method} ${request.path}.`)
    }
    const params = found.path.exec(request.path)?.slice(1).map(decodeURIComponent) ?? []
    return found.run({ site, request, params, body: readObject(request) ?? {} })
  }
}
