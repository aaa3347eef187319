import { z } from 'zod'
import type { HttpResponse } from '../core/http.ts'
import { isDone, type ExternalRef } from '../core/outcome.ts'
import { classifyGithub } from './github-answer.ts'
import { accountAnswer, expectDone, findListed, GithubRefusal, read, type Github } from './github-client.ts'
import { repoUrl, type GithubConfig } from './github-config.ts'
import type { GithubMessage } from './github-message.ts'
import { CLOSED_BY_US, commentInput, deliveryMark, issueInput, OUR_LABEL } from './github-request.ts'
import { jsonBody } from './http-outcome.ts'
import { commentStep, isRefused } from './ticket.ts'

const issueAnswer = z.object({
  number: z.int().positive(),
  html_url: z.url({ protocol: /^https?$/ }),
  state: z.enum(['open', 'closed']),
  /** Absent on old Enterprise Servers. */
  state_reason: z.string().nullish(),
  closed_at: z.string().nullish(),
  body: z.string().nullish(),
  user: accountAnswer.optional(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  /** Pull requests are listed among issues, with this. */
  pull_request: z.unknown().optional(),
})
export type Issue = z.output<typeof issueAnswer>

const path = ({ number }: Issue): string => `/issues/${number}`

const labelsOf = (issue: Issue): string[] =>
  issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')))

export const refOf = (issue: Issue): ExternalRef => ({ ref: String(issue.number), url: issue.html_url })

const isMarked = (issue: Issue, marker: string): boolean => issue.body?.split(/\r?\n/, 1)[0]?.trimEnd() === marker

/**
 * The issue that an earlier delivery made; undefined once it is deleted, and for one of the same number in another
 * repository, where this integration may have been moved to.
 */
export const knownIssue = async (
  github: Github,
  { ref, url }: ExternalRef,
  marker: string,
): Promise<Issue | undefined> => {
  const { config } = github
  const response = await github.ask('GET', repoUrl(config, `/issues/${ref}`))
  if (response.status === 404 || response.status === 410) return undefined
  const issue = read(response, issueAnswer, config)
  return issue.html_url === url || isMarked(issue, marker) ? issue : undefined
}

/** Clocks differ. */
const HOUR_MS = 3_600_000
const hourBefore = (time: number): string =>
  encodeURIComponent(new Date(Number.isNaN(time) ? 0 : Math.max(0, time - HOUR_MS)).toISOString())

const DAY_MS = 86_400_000

/** Our label narrows the list down; where a day's changes are few enough, an issue that lost its label is found too. */
const listQuery = (since: Date | undefined, now: Date): string => {
  const changed = since ? `&since=${hourBefore(since.getTime())}` : ''
  const isRecent = since !== undefined && now.getTime() - since.getTime() < DAY_MS
  return `?state=all&sort=created&direction=desc${changed}${isRecent ? '' : `&labels=${OUR_LABEL}`}`
}

/**
 * The newest issue with the finding's marker, of those that changed since then; unlike a search, a list shows at once what was
 * made. Anybody may write a marker into an issue, so it has to be our own.
 */
export const markedIssue = (github: Github, marker: string, since?: Date): Promise<Issue | undefined> => {
  const query = listQuery(since, github.context.now)
  return findListed(
    github,
    repoUrl(github.config, `/issues${query}`),
    issueAnswer,
    async (issue) => !issue.pull_request && isMarked(issue, marker) && github.isOurs(issue.user ?? null),
  )
}

/** The intent to make it; two integrations with one repository share the issue. */
export const issueStep = ({ marker }: GithubMessage, config: GithubConfig): string =>
  `github ${repoUrl(config, '').toLowerCase()} ${marker}`

export const createIssue = async (github: Github, message: GithubMessage): Promise<Issue> => {
  const { config, context } = github
  const response = await github.ask('POST', repoUrl(config, '/issues'), issueInput(message, config))
  if (isRefused(response)) await context.intents.withdraw(issueStep(message, config))
  const issue = issueAnswer.safeParse(jsonBody(expectDone(response, config))).data
  if (issue) return issue
  if (response.status !== 201) return read(response, issueAnswer, config)
  // It may have been made all the same: the next attempt looks for its marker before it creates.
  const detail = `answered ${response.status} without naming the issue`
  throw new GithubRefusal({ status: 'retry', reason: 'server', detail })
}

/** GitHub leaves labels out without a word where the token's account may not set them. */
export const labelNotice = (issue: Issue): string | undefined =>
  labelsOf(issue).some((label) => label.toLowerCase() === OUR_LABEL)
    ? undefined
    : `GitHub left the labels out: give the token's account write access, or the issue is not found again by "${OUR_LABEL}"`

const setState = async (github: Github, issue: Issue, state: string, reason: string): Promise<void> => {
  const { config } = github
  const response = await github.ask('PATCH', repoUrl(config, path(issue)), { state, state_reason: reason })
  expectDone(response, config)
}

const comment = z.object({ body: z.string().nullish(), user: accountAnswer.optional() })

const hasOwnComment = async (
  github: Github,
  issue: Issue,
  since: string,
  isWanted: (firstLine: string) => boolean,
): Promise<boolean> => {
  const url = repoUrl(github.config, `${path(issue)}/comments?since=${hourBefore(Date.parse(since))}`)
  const found = await findListed(
    github,
    url,
    comment,
    async ({ body, user }) => isWanted(body?.split(/\r?\n/, 1)[0] ?? '') && github.isOurs(user ?? null),
  )
  return found !== undefined
}

/** Somebody decided on GitHub that nothing is to be done: that is not undone by the next scan. */
const isDismissed = async (github: Github, issue: Issue): Promise<boolean> => {
  if (issue.state_reason !== 'not_planned' && issue.state_reason !== 'duplicate') return false
  const closedByUs = (line: string) => line.startsWith('<!-- pencheff:delivery=') && line.endsWith(CLOSED_BY_US)
  return !(await hasOwnComment(github, issue, issue.closed_at ?? '', closedByUs))
}

/** Closes or reopens; an issue that is there already is left alone, so that a retry does no harm. */
export const moveIssue = async (github: Github, issue: Issue, message: GithubMessage): Promise<string | undefined> => {
  const { move } = message
  if (move === undefined) return undefined
  if (move !== 'reopened') {
    if (issue.state === 'open') await setState(github, issue, 'closed', move)
    return undefined
  }
  if (issue.state === 'open') return undefined
  if (message.isRescan && (await isDismissed(github, issue)))
    return 'The issue was closed as not planned or duplicate, so it stays closed.'
  await setState(github, issue, 'open', 'reopened')
  return undefined
}

/** What is said when a step that is not decisive was refused; throws when it is only for now. */
const noticeOf = (response: HttpResponse, github: Github, what: string): string | undefined => {
  const outcome = classifyGithub(response, github.config)
  if (outcome.status === 'retry') throw new GithubRefusal(outcome)
  return isDone(outcome) ? undefined : `${what}: ${outcome.detail}`
}

/** The new severity's label is added and the old one's taken off; labels of people stay. */
export const relabel = async (github: Github, issue: Issue, message: GithubMessage): Promise<string | undefined> => {
  const url = repoUrl(github.config, `${path(issue)}/labels`)
  const labels = labelsOf(issue)
  if (!labels.includes(message.severityLabel)) {
    const added = await github.ask('POST', url, { labels: [message.severityLabel] })
    const notice = noticeOf(added, github, 'the severity’s label was not set')
    if (notice) return notice
  }
  for (const label of labels) {
    if (!/^severity:(?:critical|high|medium|low|info)$/.test(label) || label === message.severityLabel) continue
    const removed = await github.ask('DELETE', `${url}/${encodeURIComponent(label)}`)
    if (removed.status !== 404) noticeOf(removed, github, '')
  }
  return undefined
}

/** Comments once, whatever attempts before this one left behind. */
export const addComment = async (
  github: Github,
  issue: Issue,
  message: GithubMessage,
  text: string,
): Promise<string | undefined> => {
  const { config, context } = github
  const mark = deliveryMark(context.deliveryId)
  const isMaybeThere = await context.intents.declare(commentStep(context.deliveryId))
  if (isMaybeThere && (await hasOwnComment(github, issue, message.occurredAt, (line) => line.startsWith(mark))))
    return undefined
  const url = repoUrl(config, `${path(issue)}/comments`)
  const response = await github.ask('POST', url, commentInput(text, message, context.deliveryId))
  if (response.status === 403 && /issue is locked/i.test(response.body))
    return 'The issue is locked, so nothing was said in it.'
  expectDone(response, config)
  return undefined
}
