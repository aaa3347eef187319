import type { Answer, ReceivedRequest, Reply } from './receiver.ts'

interface StoredComment {
  body: unknown
  properties?: unknown
}

interface StoredIssue {
  id: string
  key: string
  labels: string[]
  summary: string
  /** The key of its status' category. */
  category: string
  comments: StoredComment[]
}

interface Input extends StoredComment {
  fields: { labels: string[]; summary: string }
  transition: { id: string }
}

export const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

const MISSING = json(404, {
  errorMessages: ['Issue does not exist or you do not have permission to see it.'],
  errors: {},
})

export const TRANSITIONS = [
  { id: '11', name: 'Backlog', to: { statusCategory: { key: 'new' } } },
  { id: '21', name: 'Start', to: { statusCategory: { key: 'indeterminate' } } },
  { id: '31', name: 'Fertig', to: { statusCategory: { key: 'done' } } },
  { id: '41', name: 'Abgelehnt', to: { statusCategory: { key: 'done' } } },
]

/** A Jira small enough to read: issues with labels, comments and status categories. */
export interface FakeJira {
  issues: StoredIssue[]
  /** What every issue offers. */
  transitions: unknown[]
  /** The bodies of all transitions, oldest first. */
  moved: unknown[]
  /** Answers in Jira's place, which then does nothing, unless it is undefined. */
  before(request: ReceivedRequest): Reply | undefined
  /** Answers in Jira's place after it did its work, unless it is undefined. */
  after(request: ReceivedRequest): Reply | undefined
  handle(request: ReceivedRequest): Reply
}

const view = ({ id, key, category }: StoredIssue) => ({
  id,
  key,
  fields: { status: { statusCategory: { key: category } } },
})

const search = (fake: FakeJira, query: string): Reply => {
  const found = fake.issues.filter(({ labels }) => labels.some((label) => query.includes(`labels = \\"${label}\\"`)))
  return json(200, { issues: found.map(view) })
}

const create = (fake: FakeJira, { fields }: Input): Reply => {
  const number = fake.issues.length + 1
  const { labels, summary } = fields
  const issue = { id: `1000${number}`, key: `SEC-${number}`, labels, summary, category: 'new', comments: [] }
  fake.issues.push(issue)
  return json(201, { id: issue.id, key: issue.key, self: 'x' })
}

const comment = (issue: StoredIssue, method: string, input: StoredComment): Reply => {
  if (method === 'GET') return json(200, { comments: issue.comments.toReversed() })
  issue.comments.push(input)
  return json(201, { id: '1', body: input.body })
}

const transition = (fake: FakeJira, issue: StoredIssue, method: string, input: Input): Reply => {
  if (method === 'GET') return json(200, { transitions: fake.transitions })
  fake.moved.push(input)
  issue.category = TRANSITIONS.find(({ id }) => id === input.transition.id)?.to.statusCategory.key ?? issue.category
  return { status: 204 }
}

const answer = (fake: FakeJira, { method, url, body }: ReceivedRequest): Reply => {
  const path = url.replace(/^.*\/rest\/api\/[23]\//, '').replace(/\?.*/, '')
  const input = JSON.parse(body || '{}') as Input
  if (path.startsWith('search')) return search(fake, JSON.stringify(input))
  if (path === 'issue') return create(fake, input)
  const [, ref, part] = path.split('/')
  const issue = fake.issues.find(({ id, key }) => id === ref || key === ref)
  if (!issue) return MISSING
  if (part === 'comment') return comment(issue, method, input)
  if (part === 'transitions') return transition(fake, issue, method, input)
  if (method !== 'DELETE') return json(200, view(issue))
  fake.issues = fake.issues.filter((other) => other !== issue)
  return { status: 204 }
}

export const fakeJira = (): FakeJira => {
  const fake: FakeJira = {
    issues: [],
    transitions: TRANSITIONS,
    moved: [],
    before: () => undefined,
    after: () => undefined,
    handle: (request) => {
      const instead = fake.before(request)
      if (instead) return instead
      const reply = answer(fake, request)
      return fake.after(request) ?? reply
    },
  }
  return fake
}
