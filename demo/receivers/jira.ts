import { timingSafeEqual } from 'node:crypto'
import { jiraError, refuse } from './jira-fields.ts'
import type { JiraIssue } from './jira-issue.ts'
import { createRoutes } from './jira-routes.ts'
import { isJsonType, readObject } from './json.ts'
import {
  Refusal,
  startReceiver,
  type Rate,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
} from './receiver.ts'

const EMAIL = 'bot@example.com'
const API_TOKEN = 'jira-demo-api-token'

export interface JiraOptions extends ReceiverOptions {
  /** How long a new issue stays out of searches that do not name it in `reconcileIssues`. */
  indexLagMs?: number
}

export interface JiraReceiver extends Receiver {
  /** As they stand now. */
  issues: JiraIssue[]
}

const AUTHORIZATION = Buffer.from(`Basic ${Buffer.from(`${EMAIL}:${API_TOKEN}`).toString('base64')}`)

const checkAuthorization = ({ headers }: ReceivedRequest): void => {
  const got = Buffer.from(headers.authorization ?? '')
  if (got.length === AUTHORIZATION.length && timingSafeEqual(got, AUTHORIZATION)) return
  throw new Refusal(got.length === 0 ? 'no authorization header' : 'the e-mail or API token is wrong', {
    status: 401,
    headers: { 'content-type': 'text/html;charset=UTF-8', 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' },
    body: 'Client must be authenticated to access this resource.',
  })
}

const checkBody = (request: ReceivedRequest): void => {
  if (request.method !== 'POST' && request.method !== 'PUT') return
  if (!isJsonType(request.headers['content-type']))
    throw new Refusal('content-type is not application/json', { status: 415 })
  // Properties take any JSON value; all else is an object.
  if (!request.path.includes('/properties/') && !readObject(request))
    throw refuse(400, 'There was an error parsing JSON. Check that your request body is valid.')
}

// Measured by users, not published: 100 GET and POST, 50 PUT and DELETE a second and endpoint; 20 writes an issue in 2 s.
const rates = ({ method, path }: ReceivedRequest): Rate[] => {
  const perSecond = method === 'GET' || method === 'POST' ? 100 : 50
  const endpoint = path.replaceAll(/\/[A-Z]+-\d+/g, '/KEY')
  const issue = method === 'GET' ? undefined : /\/issue\/([^/]+)/.exec(path)?.[1]
  const burst = { key: `${method} ${endpoint}`, perSecond, burst: perSecond }
  return issue === undefined ? [burst] : [burst, { key: `issue ${issue}`, perSecond: 10, burst: 20 }]
}

/** Jira Cloud's REST API, version 3, with one project `SEC` and a three-step workflow. Keeps its issues in memory. */
export const startJira = async (options: JiraOptions = {}): Promise<JiraReceiver> => {
  const issues: JiraIssue[] = []
  let origin = ''
  const route = createRoutes({ issues, indexLagMs: options.indexLagMs ?? 0, email: EMAIL, origin: () => origin })
  const receiver = await startReceiver(
    {
      kind: 'jira',
      maxBytes: 1_048_576,
      config: (url) => ({ base_url: url, email: EMAIL, api_token: API_TOKEN, project_key: 'SEC', issue_type: 'Task' }),
      answer: (request) => {
        checkAuthorization(request)
        checkBody(request)
        return route(request)
      },
      rates,
      limited: (seconds, { key }) => {
        const told = jiraError(429, ['Rate limit exceeded.'])
        const reason = key.startsWith('issue') ? 'jira-per-issue-on-write' : 'jira-burst-based'
        return { ...told, headers: { ...told.headers, 'retry-after': String(seconds), 'ratelimit-reason': reason } }
      },
    },
    options,
  )
  origin = receiver.url
  return { ...receiver, issues }
}
