import { TransportError } from '../core/http.ts'
import { isDone, type Outcome } from '../core/outcome.ts'
import type { RenderContext, SendContext } from './destination.ts'
import {
  addComment,
  createIssue,
  deleteIssue,
  externalRef,
  findIssue,
  getIssue,
  JiraRefusal,
  moveIssue,
  type Issue,
  type Jira,
} from './jira-client.ts'
import { isCloud, type JiraConfig } from './jira-config.ts'
import { classifyJira } from './jira-error.ts'
import { renderJiraTest, type JiraMessage } from './jira-message.ts'
import { isIssueRef } from './jira-request.ts'

/** Cloud's search lags behind what was written; most of what was made just now is found after this. */
const SEARCH_LAG_MS = 2000

/** By the label, since the ref is lost or the answer that named it was: on a retry once more after the search's lag. */
const findMarked = async (jira: Jira, marker: string): Promise<Issue | undefined> => {
  const found = await findIssue(jira, marker)
  if (found || jira.context.attempt === 1 || !isCloud(jira.config)) return found
  await jira.context.sleep(SEARCH_LAG_MS)
  return findIssue(jira, marker)
}

const knownIssue = async (jira: Jira, message: JiraMessage): Promise<Issue | undefined> => {
  const ref = jira.context.external?.ref
  const known = ref !== undefined && isIssueRef(ref) ? await getIssue(jira, ref) : undefined
  return known ?? findMarked(jira, message.marker)
}

/** The comment comes last: all before it finds its work done when it is tried again. */
const follow = async (jira: Jira, issue: Issue, message: JiraMessage): Promise<string | undefined> => {
  const notice = message.move && (await moveIssue(jira, issue, message.move))
  if (message.comment)
    await addComment(jira, issue, [
      ...message.comment,
      ...(notice ? [{ kind: 'line' as const, spans: [{ text: notice }] }] : []),
    ])
  return notice
}

const deliver = async (jira: Jira, message: JiraMessage): Promise<Outcome> => {
  const known = await knownIssue(jira, message)
  const issue = known ?? (await createIssue(jira, message))
  const notice = await follow(jira, issue, message)
  const external = await externalRef(jira, issue)
  const detail = notice ?? (known && !message.comment ? 'the issue was there already' : undefined)
  return { status: 'delivered', external, ...(detail && { detail }) }
}

const outcomeOf = async (steps: Promise<Outcome>): Promise<Outcome> =>
  steps.catch((error: unknown) => {
    if (error instanceof JiraRefusal) return error.outcome
    throw error
  })

/** One issue a finding: made once, then commented on and moved. */
export const sendJira = (message: JiraMessage, config: JiraConfig, context: SendContext): Promise<Outcome> =>
  outcomeOf(deliver({ config, context }, message))

/** Why the test's issue is still there; undefined when it is gone. */
const deleteFault = async (jira: Jira, issue: Issue): Promise<string | undefined> => {
  try {
    const outcome = classifyJira(await deleteIssue(jira, issue), jira.config)
    return isDone(outcome) ? undefined : outcome.detail
  } catch (error) {
    if (error instanceof TransportError) return error.message
    throw error
  }
}

const tryOut = async (jira: Jira, message: JiraMessage): Promise<Outcome> => {
  const issue = await createIssue(jira, message)
  const fault = await deleteFault(jira, issue)
  const external = await externalRef(jira, issue)
  const detail = fault
    ? `made ${issue.key}, which could not be deleted again: ${fault}. Delete it by hand`
    : `made ${issue.key} and deleted it again`
  return { status: 'delivered', external, detail }
}

/** Makes an issue and deletes it: nothing less shows that the project, the type and its required fields let us. */
export const probeJira = (config: JiraConfig, context: SendContext & RenderContext): Promise<Outcome> =>
  outcomeOf(tryOut({ config, context }, renderJiraTest(context)))
