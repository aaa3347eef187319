import {
  commentView,
  editIssue,
  issueView,
  json,
  labelsOf,
  liveMarkup,
  liveTitle,
  newComment,
  newIssue,
  refuse,
  type GithubIssue,
} from './github-issue.ts'
import { readObject, type JsonObject } from './json.ts'
import type { Answer, ReceivedRequest } from './receiver.ts'

export interface GithubSite {
  issues: GithubIssue[]
  /** `owner/name` */
  repo: string
  /** What it was called before; answered with a redirect. */
  oldRepo: string
  login: string
  origin(): string
}

interface Call {
  site: GithubSite
  request: ReceivedRequest
  /** The body, an empty object where there is none. */
  body: JsonObject
  params: string[]
}

const webUrl = ({ site }: Call): string => `https://github.example/${site.repo}`
const view = (call: Call, issue: GithubIssue) => issueView(issue, webUrl(call))

const findIssue = ({ site, params: [number] }: Call): GithubIssue => {
  const issue = site.issues.find((each) => String(each.number) === number)
  if (!issue) throw refuse(404, 'Not Found', `issue ${number ?? ''} does not exist`)
  return issue
}

/** The issue that is about to change. */
const touchIssue = (call: Call): GithubIssue => {
  const issue = findIssue(call)
  issue.updatedAt = call.request.at
  return issue
}

/** One page and the `Link` to the next. */
const paged = <T>({ site, request: { path, query } }: Call, entries: T[], show: (entry: T) => unknown): Answer => {
  const size = Math.min(100, Math.max(1, Number(query.get('per_page') ?? 30) || 30))
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1)
  const next = new URLSearchParams(query)
  next.set('page', String(page + 1))
  const hasNext = page * size < entries.length
  const link = hasNext ? { link: `<${site.origin()}${path}?${next.toString()}>; rel="next"` } : {}
  return json(200, entries.slice((page - 1) * size, page * size).map(show), link)
}

const listIssues = (call: Call): Answer => {
  const { query } = call.request
  const state = query.get('state') ?? 'open'
  const labels = query.get('labels')?.split(',') ?? []
  const creator = query.get('creator')
  const since = Date.parse(query.get('since') ?? '') || 0
  const found = call.site.issues.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      labels.every((label) => issue.labels.some((name) => name.toLowerCase() === label.toLowerCase())) &&
      (creator === null || issue.user === creator) &&
      issue.updatedAt >= since,
  )
  const ordered = query.get('direction') === 'asc' ? found : found.toReversed()
  return paged(call, ordered, (issue) => view(call, issue))
}

const createIssue = (call: Call): Answer => {
  const { site, request, body } = call
  const issue = newIssue(body, site.issues.length + 1, site.login, request.at)
  site.issues.push(issue)
  const problem = liveTitle(issue.title) ?? liveMarkup(issue.body)
  return { ...json(201, view(call, issue)), events: 1, problem }
}

const createComment = (call: Call): Answer => {
  const comment = newComment(touchIssue(call), call.body, call.site.login, call.request.at)
  return { ...json(201, commentView(comment)), events: 1, problem: liveMarkup(comment.body) }
}

const listComments = (call: Call): Answer => {
  const since = Date.parse(call.request.query.get('since') ?? '') || 0
  return paged(
    call,
    findIssue(call).comments.filter(({ updatedAt }) => updatedAt >= since),
    commentView,
  )
}

const labelViews = ({ labels }: GithubIssue) => labels.map((name) => ({ name, color: 'ededed' }))

const addLabels = (call: Call): Answer => {
  const issue = touchIssue(call)
  issue.labels = [...new Set([...issue.labels, ...labelsOf(call.body.labels)])]
  return json(200, labelViews(issue))
}

const setLabels = (call: Call): Answer => {
  const issue = touchIssue(call)
  issue.labels = labelsOf(call.body.labels)
  return { ...json(200, labelViews(issue)), problem: 'PUT replaces all labels, those of people too' }
}

const removeLabel = (call: Call): Answer => {
  const issue = touchIssue(call)
  const name = call.params[1] ?? ''
  if (!issue.labels.includes(name)) throw refuse(404, 'Label does not exist')
  issue.labels = issue.labels.filter((label) => label !== name)
  return json(200, labelViews(issue))
}

const showRepo = ({ site }: Call): Answer =>
  json(200, {
    id: 1,
    full_name: site.repo,
    private: true,
    archived: false,
    disabled: false,
    has_issues: true,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  })

/** `~` stands for the repository, by its name or its id; `*` for one part of the path. */
const ROUTES: Record<string, (call: Call) => Answer> = {
  'GET /user': ({ site }) => json(200, { login: site.login, id: 2, type: 'User' }),
  'GET /rate_limit': () => json(200, { resources: { core: { limit: 5000, remaining: 5000, used: 0 } } }),
  'GET ~': showRepo,
  'GET ~/issues': listIssues,
  'POST ~/issues': createIssue,
  'GET ~/issues/*': (call) => json(200, view(call, findIssue(call))),
  'PATCH ~/issues/*': (call) => {
    const issue = touchIssue(call)
    const problem = editIssue(issue, call.body, call.site.login, call.request.at)
    return { ...json(200, view(call, issue)), problem }
  },
  'GET ~/issues/*/comments': listComments,
  'POST ~/issues/*/comments': createComment,
  'POST ~/issues/*/labels': addLabels,
  'PUT ~/issues/*/labels': setLabels,
  'DELETE ~/issues/*/labels/*': removeLabel,
}

/** 301 for what is read and 307 for what is written: both are to be sent again to the same host. */
const renamed = ({ site, request }: { site: GithubSite; request: ReceivedRequest }): Answer | undefined => {
  const old = `/repos/${site.oldRepo}`
  if (request.path !== old && !request.path.startsWith(`${old}/`)) return undefined
  const query = request.query.size > 0 ? `?${request.query.toString()}` : ''
  const location = `${site.origin()}/repositories/1${request.path.slice(old.length)}${query}`
  return json(request.method === 'GET' ? 301 : 307, { message: 'Moved Permanently', url: location }, { location })
}

/** Answers a request that is signed in. Throws a `Refusal`. */
export const createRoutes = (site: GithubSite) => {
  const repo = `(?:/repos/${site.repo.replaceAll('.', '\\.')}|/repositories/1)`
  const patterns = Object.entries(ROUTES).map(([route, run]) => {
    const [method = '', path = ''] = route.split(' ')
    return { method, path: new RegExp(`^${path.replace('~', repo).replaceAll('*', '([^/]+)')}$`), run }
  })
  return (request: ReceivedRequest): Answer => {
    const moved = renamed({ site, request })
    if (moved) return moved
    const found = patterns.find(({ method, path }) => method === request.method && path.test(request.path))
    if (!found) throw refuse(404, 'Not Found', `no endpoint ${request.method} ${request.path}`)
    const body = request.bytes.length === 0 ? {} : readObject(request)
    if (!body) throw refuse(400, 'Problems parsing JSON', 'the body is not a JSON object in UTF-8')
    const params = found.path.exec(request.path)?.slice(1).map(decodeURIComponent) ?? []
    return found.run({ site, request, params, body })
  }
}
