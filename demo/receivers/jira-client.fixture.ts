import { afterEach } from 'vitest'
import { startJira, type JiraOptions, type JiraReceiver } from './jira.ts'

const open: JiraReceiver[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((receiver) => receiver.close()))
})
/** A receiver that is closed when the test ends. */
export const start = async (options?: JiraOptions) => {
  const jira = await startJira(options)
  open.push(jira)
  return jira
}

const authorization = ({ config }: JiraReceiver) =>
  `Basic ${Buffer.from(`${String(config.email)}:${String(config.api_token)}`).toString('base64')}`

/** Sends `METHOD path` signed in, and answers with what came back and what the receiver noted. */
export const call = async (jira: JiraReceiver, route: string, body?: unknown, headers: Record<string, string> = {}) => {
  const [method = '', path = ''] = route.split(' ')
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(`${jira.url}/rest/api/3/${path}`, {
    method,
    headers: { authorization: authorization(jira), ...type, ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const answer: unknown = text.startsWith('{') ? JSON.parse(text) : text
  const { problem, events } = jira.receipts.at(-1) ?? {}
  return { status: response.status, answer, problem, events, headers: response.headers }
}

/** A document of one paragraph a text. */
export const doc = (...texts: string[]) => ({
  version: 1,
  type: 'doc',
  content: texts.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
})
/** The body of a good create, with some of its fields replaced. */
export const fields = (extra: object = {}) => ({
  fields: {
    project: { key: 'SEC' },
    issuetype: { name: 'Task' },
    summary: 'SQL injection in /login',
    description: doc('a', 'b'),
    labels: ['scanner-1'],
    ...extra,
  },
})
