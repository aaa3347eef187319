import { z } from 'zod'
import { TransportError, type HttpRequest, type HttpResponse } from '../core/http.ts'
import { isDone, type ExternalRef, type Outcome } from '../core/outcome.ts'
import type { SendContext } from './destination.ts'
import { jsonBody } from './http-outcome.ts'
import { browseUrl, isCloud, isGateway, type JiraConfig } from './jira-config.ts'
import type { Block } from './jira-document.ts'
import { classifyJira } from './jira-error.ts'
import type { JiraMessage } from './jira-message.ts'
import { bodyOf, commentRequest, createRequest, DELIVERY_PROPERTY, isIssueRef, jiraRequest } from './jira-request.ts'
import { commentStep, isRefused } from './ticket.ts'

/** Ends the steps of a delivery early; carried to the one place that answers with its outcome. */
export class JiraRefusal extends Error {
  override name = 'JiraRefusal'
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super('Jira refused a request')
    this.outcome = outcome
  }
}

/** The connection that the steps of one delivery share. */
export interface Jira {
  config: JiraConfig
  context: SendContext
}

export const ask = ({ config, context }: Jira, method: HttpRequest['method'], path: string, body?: unknown) =>
  context.http(jiraRequest(config, method, path, body))

export const expectDone = (response: HttpResponse, config: JiraConfig): HttpResponse => {
  const outcome = classifyJira(response, config)
  if (isDone(outcome)) return response
  throw new JiraRefusal(outcome)
}

/** The answer in the shape that Jira gives it; a sign-in page that answers 200 has another. */
export const read = <T>(response: HttpResponse, schema: z.ZodType<T>, config: JiraConfig): T => {
  const parsed = schema.safeParse(jsonBody(expectDone(response, config)))
  if (parsed.success) return parsed.data
  const detail = `answered ${response.status}, but not as Jira's API does: check the base URL`
  throw new JiraRefusal({ status: 'rejected', reason: 'invalid_request', detail })
}

/** A status, with the category that says in any language what it means. */
export const statusAnswer = z.object({
  name: z.string().optional(),
  statusCategory: z.object({ key: z.string() }).optional(),
})

const issueAnswer = z.object({
  id: z.string().regex(/^\d{1,19}$/),
  key: z.string().refine(isIssueRef),
  fields: z.object({ status: statusAnswer.optional() }).optional(),
})
export type Issue = z.output<typeof issueAnswer>

/** The issue that an earlier delivery made; undefined once it is deleted. */
export const getIssue = async (jira: Jira, ref: string): Promise<Issue | undefined> => {
  const response = await ask(jira, 'GET', `issue/${ref}?fields=status`)
  return response.status === 404 ? undefined : read(response, issueAnswer, jira.config)
}

/** Neither part can hold a quote or a backslash: the key by its schema, the marker as it is hexadecimal. */
const markedWith = (marker: string, config: JiraConfig): string =>
  `project = "${config.project_key}" AND labels = "${marker}" ORDER BY created ASC`

/** The oldest issue that bears the finding's label. Cloud took `/search` away in favour of `/search/jql`, which Data Center has not. */
export const findIssue = async (jira: Jira, marker: string): Promise<Issue | undefined> => {
  const path = isCloud(jira.config) ? 'search/jql' : 'search'
  const query = { jql: markedWith(marker, jira.config), fields: ['status'], maxResults: 1 }
  const response = await ask(jira, 'POST', path, query)
  return read(response, z.object({ issues: z.array(issueAnswer) }), jira.config).issues[0]
}

/** The intent to make it; two integrations with one project share the issue. */
export const issueStep = (marker: string, { base_url, project_key }: JiraConfig): string =>
  `jira ${base_url.toLowerCase()} ${project_key} ${marker}`

export const createIssue = async ({ config, context }: Jira, message: JiraMessage): Promise<Issue> => {
  const response = await context.http(createRequest(message, config, context.deliveryId))
  if (isRefused(response)) await context.intents.withdraw(issueStep(message.marker, config))
  const issue = issueAnswer.safeParse(jsonBody(expectDone(response, config))).data
  if (issue) return issue
  if (response.status !== 201) return read(response, issueAnswer, config)
  // It may have been made all the same: the next attempt looks for its label before it creates.
  const detail = `answered ${response.status} without naming the issue`
  throw new JiraRefusal({ status: 'retry', reason: 'server', detail })
}

export const deleteIssue = (jira: Jira, issue: Issue): Promise<HttpResponse> =>
  ask(jira, 'DELETE', `issue/${issue.id}?deleteSubtasks=true`)

const said = z.object({
  comments: z.array(
    z.object({
      body: z.unknown(),
      properties: z.array(z.object({ key: z.string(), value: z.unknown() })).optional(),
    }),
  ),
})

/** Whether an attempt before this one, whose answer was lost, left its comment. Looks at the latest 20. */
const isSaid = async (jira: Jira, issue: Issue, blocks: Block[]): Promise<boolean> => {
  const { config, context } = jira
  const path = `issue/${issue.id}/comment?orderBy=-created&maxResults=20&expand=properties`
  const { comments } = read(await ask(jira, 'GET', path), said, config)
  const mark = JSON.stringify({ id: context.deliveryId })
  return isCloud(config)
    ? comments.some(({ properties = [] }) =>
        properties.some(({ key, value }) => key === DELIVERY_PROPERTY && JSON.stringify(value) === mark),
      )
    : comments[0]?.body === bodyOf(blocks, config)
}

export const addComment = async (jira: Jira, issue: Issue, blocks: Block[]): Promise<void> => {
  const { config, context } = jira
  const isMaybeSaid = await context.intents.declare(commentStep(context.deliveryId))
  if (isMaybeSaid && (await isSaid(jira, issue, blocks))) return
  expectDone(await context.http(commentRequest(blocks, issue.id, config, context.deliveryId)), config)
}

/** The gateway has no pages, so the site has to be named by Jira; without that the ref has no link. */
const siteOf = async (jira: Jira): Promise<string | undefined> => {
  if (!isGateway(jira.config)) return jira.config.base_url
  try {
    const server = z.object({ baseUrl: z.url({ protocol: /^https?$/ }) })
    return server.safeParse(jsonBody(await ask(jira, 'GET', 'serverInfo'))).data?.baseUrl
  } catch (error) {
    if (error instanceof TransportError) return undefined
    throw error
  }
}

/** What is kept of the issue: its numeric id, which stays when it is moved and its key changes, and where it opens. */
export const externalRef = async (jira: Jira, issue: Issue): Promise<ExternalRef> => {
  const site = await siteOf(jira)
  return { ref: issue.id, ...(site && { url: browseUrl(site, issue.key) }) }
}
