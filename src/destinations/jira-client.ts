import { z } from 'zod'
import { TransportError, type HttpRequest, type HttpResponse } from '../core/http.ts'
import { isDone, type ExternalRef, type Outcome } from '../core/outcome.ts'
import type { SendContext } from './destination.ts'
import { jsonBody } from './http-outcome.ts'
import type { Move } from './jira-change.ts'
import { browseUrl, isCloud, isGateway, type JiraConfig } from './jira-config.ts'
import type { Block } from './jira-document.ts'
import { classifyJira } from './jira-error.ts'
import type { JiraMessage } from './jira-message.ts'
import { bodyOf, commentRequest, createRequest, DELIVERY_PROPERTY, isIssueRef, jiraRequest } from './jira-request.ts'

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

const ask = ({ config, context }: Jira, method: HttpRequest['method'], path: string, body?: unknown) =>
  context.http(jiraRequest(config, method, path, body))

const expectDone = (response: HttpResponse, config: JiraConfig): HttpResponse => {
  const outcome = classifyJira(response, config)
  if (isDone(outcome)) return response
  throw new JiraRefusal(outcome)
}

/** The answer in the shape that Jira gives it; a sign-in page that answers 200 has another. */
const read = <T>(response: HttpResponse, schema: z.ZodType<T>, config: JiraConfig): T => {
  const parsed = schema.safeParse(jsonBody(expectDone(response, config)))
  if (parsed.success) return parsed.data
  const detail = `answered ${response.status}, but not as Jira's API does: check the base URL`
  throw new JiraRefusal({ status: 'rejected', reason: 'invalid_request', detail })
}

const category = z.object({ statusCategory: z.object({ key: z.string() }).optional() })

const issueAnswer = z.object({
  id: z.string().regex(/^\d{1,19}$/),
  key: z.string().refine(isIssueRef),
  fields: z.object({ status: category.optional() }).optional(),
})
export type Issue = z.output<typeof issueAnswer>

const isIssueDone = (issue: Issue): boolean => issue.fields?.status?.statusCategory?.key === 'done'

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

export const createIssue = async ({ config, context }: Jira, message: JiraMessage): Promise<Issue> => {
  const response = expectDone(await context.http(createRequest(message, config, context.deliveryId)), config)
  const issue = issueAnswer.safeParse(jsonBody(response)).data
  if (issue) return issue
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
  if (context.attempt > 1 && (await isSaid(jira, issue, blocks))) return
  expectDone(await context.http(commentRequest(blocks, issue.id, config, context.deliveryId)), config)
}

const transitionAnswer = z.object({
  id: z.string(),
  name: z.string(),
  to: category.optional(),
  fields: z
    .record(z.string(), z.object({ required: z.boolean().optional(), allowedValues: z.array(z.unknown()).optional() }))
    .optional(),
})
type Transition = z.output<typeof transitionAnswer>

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Names are the workflow's own and translated, so the category of the status that it leads to decides. */
const choose = (transitions: Transition[], move: Move, config: JiraConfig): Transition | undefined => {
  const into = (key: string) => transitions.find(({ to }) => to?.statusCategory?.key === key)
  if (move === 'open') return into('new') ?? into('indeterminate')
  const { done_transition: wanted } = config
  const named = wanted ? transitions.find(({ name }) => sameName(name, wanted)) : undefined
  return named ?? into('done')
}

/** A resolution is given only where the transition's screen demands one: elsewhere Jira refuses it. */
const resolutionFor = ({ fields }: Transition): object => {
  const { required, allowedValues = [] } = fields?.resolution ?? {}
  const { id } = z.object({ id: z.string() }).safeParse(allowedValues[0]).data ?? {}
  return required && id ? { fields: { resolution: { id } } } : {}
}

/**
 * Moves the issue to a done status or back. Answers with a sentence for the comment where its workflow does not let us;
 * an issue that is there already is left alone, so that a retry does no harm.
 */
export const moveIssue = async (jira: Jira, issue: Issue, move: Move): Promise<string | undefined> => {
  if (isIssueDone(issue) === (move === 'done')) return undefined
  const path = `issue/${issue.id}/transitions`
  const answer = await ask(jira, 'GET', `${path}?expand=transitions.fields`)
  const { transitions } = read(answer, z.object({ transitions: z.array(transitionAnswer) }), jira.config)
  const chosen = choose(transitions, move, jira.config)
  const goal = move === 'done' ? 'a done status' : 'an open status'
  if (!chosen) return `The workflow offers no transition to ${goal} from here, so please move this issue by hand.`
  const response = await ask(jira, 'POST', path, { transition: { id: chosen.id }, ...resolutionFor(chosen) })
  if (response.status === 400) return `Jira did not take the transition to ${goal}, so please move this issue by hand.`
  expectDone(response, jira.config)
  return undefined
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
