import { isObject, strangeKey, type JsonObject } from './json.ts'
import { Refusal, type Answer } from './receiver.ts'

export interface GithubComment {
  id: number
  user: string
  body: string
  updatedAt: number
}

export interface GithubIssue {
  number: number
  title: string
  body: string
  /** Logins. */
  user: string
  state: 'open' | 'closed'
  stateReason: string | null
  closedBy: string | null
  closedAt: number | null
  labels: string[]
  locked: boolean
  isPullRequest: boolean
  createdAt: number
  /** By an edit, a comment or a label. */
  updatedAt: number
  comments: GithubComment[]
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
})

export const refuse = (status: number, message: string, problem = message, errors?: unknown[]): Refusal =>
  new Refusal(
    problem,
    json(status, {
      message,
      ...(errors && { errors }),
      documentation_url: 'https://docs.github.com/rest/issues/issues',
      status: String(status),
    }),
  )

const invalid = (resource: string, field: string, code: string, message: string): Refusal =>
  refuse(422, 'Validation Failed', `${field}: ${message}`, [{ resource, field, code, message }])

// "body is too long (maximum is 65536 characters)" and the like, of GitHub's answers.
const MAX = { title: 256, body: 65_536, label: 50 }

const textOf = (resource: string, field: 'title' | 'body', value: unknown): string => {
  if (typeof value !== 'string') throw invalid(resource, field, 'invalid', `${field} is not a string`)
  if (value.length > MAX[field])
    throw invalid(resource, field, 'custom', `${field} is too long (maximum is ${String(MAX[field])} characters)`)
  return value
}

export const labelsOf = (value: unknown): string[] => {
  if (!Array.isArray(value)) throw invalid('Label', 'labels', 'invalid', 'labels is not a list')
  return value.map((label: unknown) => {
    const name = isObject(label) ? label.name : label
    if (typeof name !== 'string' || name === '') throw invalid('Label', 'name', 'missing_field', 'a label has no name')
    if (name.length > MAX.label) throw invalid('Label', 'name', 'custom', 'name is too long (maximum is 50 characters)')
    return name
  })
}

const ISSUE_KEYS = ['title', 'body', 'assignee', 'assignees', 'milestone', 'labels', 'type', 'issue_field_values']
const PATCH_KEYS = [...ISSUE_KEYS, 'state', 'state_reason', 'duplicate_issue_id']

const expectKeys = (body: JsonObject, keys: string[]): void => {
  const strange = strangeKey(body, keys)
  if (strange !== undefined) throw invalid('Issue', strange, 'unprocessable', `${strange} is not a known field`)
}

export const newIssue = (body: JsonObject, number: number, user: string, at: number): GithubIssue => {
  expectKeys(body, ISSUE_KEYS)
  const title = body.title === undefined ? '' : textOf('Issue', 'title', body.title)
  if (title.trim() === '') throw invalid('Issue', 'title', 'missing_field', 'title is missing')
  return {
    number,
    title,
    body: body.body === undefined ? '' : textOf('Issue', 'body', body.body),
    user,
    state: 'open',
    stateReason: null,
    closedBy: null,
    closedAt: null,
    labels: [...new Set(body.labels === undefined ? [] : labelsOf(body.labels))],
    locked: false,
    isPullRequest: false,
    createdAt: at,
    updatedAt: at,
    comments: [],
  }
}

const REASONS = ['completed', 'not_planned', 'duplicate', 'reopened']

/** Answers with what a careful sender avoids. */
export const editIssue = (issue: GithubIssue, body: JsonObject, user: string, at: number): string | undefined => {
  expectKeys(body, PATCH_KEYS)
  const { state = issue.state, state_reason: reason = null } = body
  if (state !== 'open' && state !== 'closed') throw invalid('Issue', 'state', 'invalid', 'state is open or closed')
  if (reason !== null && (typeof reason !== 'string' || !REASONS.includes(reason)))
    throw invalid('Issue', 'state_reason', 'invalid', 'state_reason is unknown')
  if (body.title !== undefined) issue.title = textOf('Issue', 'title', body.title)
  if (body.body !== undefined) issue.body = textOf('Issue', 'body', body.body)
  if (state !== issue.state) {
    issue.state = state
    issue.stateReason = reason ?? (state === 'closed' ? 'completed' : 'reopened')
    issue.closedBy = state === 'closed' ? user : null
    issue.closedAt = state === 'closed' ? at : null
  }
  if (body.labels === undefined) return undefined
  issue.labels = labelsOf(body.labels)
  return 'PATCH replaces all labels, those of people too'
}

export const newComment = (issue: GithubIssue, body: JsonObject, user: string, at: number): GithubComment => {
  if (issue.locked) throw refuse(403, 'Unable to create comment because issue is locked.')
  const text = textOf('IssueComment', 'body', body.body)
  if (text.trim() === '') throw invalid('IssueComment', 'body', 'missing_field', 'body is missing')
  const comment = { id: issue.number * 1000 + issue.comments.length, user, body: text, updatedAt: at }
  issue.comments.push(comment)
  return comment
}

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
const userView = (login: string) => ({ login, type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false })

export const issueView = (issue: GithubIssue, webUrl: string) => ({
  number: issue.number,
  html_url: `${webUrl}/${issue.isPullRequest ? 'pull' : 'issues'}/${String(issue.number)}`,
  title: issue.title,
  body: issue.body,
  user: userView(issue.user),
  state: issue.state,
  state_reason: issue.stateReason,
  closed_by: issue.closedBy === null ? null : userView(issue.closedBy),
  closed_at: issue.closedAt === null ? null : iso(issue.closedAt),
  labels: issue.labels.map((name) => ({ name, color: 'ededed', default: false, description: null })),
  locked: issue.locked,
  comments: issue.comments.length,
  created_at: iso(issue.createdAt),
  updated_at: iso(issue.updatedAt),
  ...(issue.isPullRequest && { pull_request: { url: `${webUrl}/pull/${String(issue.number)}` } }),
})

export const commentView = ({ id, user, body, updatedAt }: GithubComment) => ({
  id,
  user: userView(user),
  body,
  created_at: iso(updatedAt),
  updated_at: iso(updatedAt),
})

/** Without fenced code, code spans, hidden comments and what a backslash stands before. */
const bare = (markdown: string): string =>
  markdown
    .replace(/^(~{3,}|`{3,})[^\n]*\n[^]*?\n\1[ \t]*$/gm, ' ')
    .replace(/<!--[^]*?-->/g, ' ')
    .replace(/(?<!\\)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, ' ')
    .replace(/\\[!-/:-@[-`{-~]/g, ' ')

const REFERENCES: [what: string, pattern: RegExp][] = [
  ['mention', /(?:^|[^\w/`])@[a-z\d][\w-]*/im],
  ['reference', /(?:^|[^\w&])(?:[\w-]+\/[\w.-]+)?#\d+|\bGH-\d+/im],
  ['commit', /(?:^|[\s(@])[\da-f]{7,40}(?=[\s).,]|$)/m],
  ['link to an issue', /https?:\/\/[^\s)]*\/(?:issues|pull)\/\d+/im],
]
const MARKUP: [what: string, pattern: RegExp][] = [
  ['HTML', /<\/?[a-z][\w-]*(?:\s[^>]*)?\/?>/i],
  ['bare address', /(?<!\]\(<?)https?:\/\/[^\s)>]+/i],
  ['image', /!\[[^\]]*\]\(/],
]

const firstLive = (text: string, patterns: [what: string, pattern: RegExp][]): string | undefined => {
  for (const [what, pattern] of patterns) {
    const [live] = pattern.exec(text) ?? []
    if (live !== undefined) return `live ${what} ${live.trim().slice(0, 60)}`
  }
  return undefined
}

/** What names people or other issues; a title is no Markdown. */
export const liveTitle = (title: string): string | undefined => firstLive(title, REFERENCES)

/** What names people or other issues, or shows itself as something else. */
export const liveMarkup = (markdown: string): string | undefined =>
  firstLive(bare(markdown), [...REFERENCES, ...MARKUP])
