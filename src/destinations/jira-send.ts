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
  issueStep,
  JiraRefusal,
  type Issue,
  type Jira,
} from './jira-client.ts'
import { isCloud, type JiraConfig } from './jira-config.ts'
import { classifyJira } from './jira-error.ts'
import { renderJiraTest, type JiraMessage } from './jira-message.ts'
import { moveIssue } from './jira-move.ts'
import { isIssueRef } from './jira-request.ts'
import { findOrMake, unsettled } from './ticket.ts'

/**
 * Search lags behind what was written: on Cloud by seconds as a rule, and by no promised time; on a cluster of Data Center by
 * the time of its replication. What was made is found after this.
 */
const SETTLE_MS = 120_000
/** Most of what was made just now is found after this. */
const USUAL_LAG_MS = 2000

/** By the label, since the ref is lost or the answer that named it was. */
const findMarked = async (jira: Jira, marker: string, isMaybeNew: boolean): Promise<Issue | undefined> => {
  const found = await findIssue(jira, marker)
  if (found || !isMaybeNew || !isCloud(jira.config)) return found
  await jira.context.sleep(USUAL_LAG_MS)
  return findIssue(jira, marker)
}

/** The comment comes last: all before it finds its work done when it is tried again. */
const follow = async (jira: Jira, issue: Issue, message: JiraMessage): Promise<string | undefined> => {
  const { move, isRescan } = message
  const notice = move && (await moveIssue(jira, issue, { move, isRescan }))
  if (message.comment)
    await addComment(jira, issue, [
      ...message.comment,
      ...(notice ? [{ kind: 'line' as const, spans: [{ text: notice }] }] : []),
    ])
  return notice
}

const NOT_NEEDED: Outcome = {
  status: 'delivered',
  detail: 'no issue was made of this finding before, and none is needed now',
}

const followed = async (jira: Jira, issue: Issue, message: JiraMessage, isNew: boolean): Promise<Outcome> => {
  const notice = await follow(jira, issue, message)
  const external = await externalRef(jira, issue)
  const detail = notice ?? (isNew || message.comment ? undefined : 'the issue was there already')
  return { status: 'delivered', external, ...(detail && { detail }) }
}

const deliver = async (jira: Jira, message: JiraMessage): Promise<Outcome> => {
  const { marker } = message
  const ref = jira.context.external?.ref
  const known = ref !== undefined && isIssueRef(ref) ? await getIssue(jira, ref) : undefined
  if (known) return followed(jira, known, message, false)
  if (message.isSettled) {
    const issue = await findMarked(jira, marker, false)
    return issue ? followed(jira, issue, message, false) : NOT_NEEDED
  }
  const looked = await findOrMake(jira.context, {
    step: issueStep(marker, jira.config),
    settleMs: SETTLE_MS,
    find: (since) => findMarked(jira, marker, since !== undefined),
    create: () => createIssue(jira, message),
  })
  return looked ? followed(jira, looked.ticket, message, looked.isNew) : unsettled('Jira')
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
