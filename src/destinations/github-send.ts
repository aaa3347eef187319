import { z } from 'zod'
import type { Outcome } from '../core/outcome.ts'
import type { RenderContext, SendContext } from './destination.ts'
import { connect, GithubRefusal, read, type Github } from './github-client.ts'
import { repoUrl, type GithubConfig } from './github-config.ts'
import {
  addComment,
  createIssue,
  issueStep,
  knownIssue,
  labelNotice,
  markedIssue,
  moveIssue,
  refOf,
  relabel,
  type Issue,
} from './github-issue.ts'
import type { GithubMessage } from './github-message.ts'
import { isIssueRef } from './github-request.ts'
import { findOrMake, unsettled } from './ticket.ts'

/** GitHub ends a request after 10 s (docs.github.com, "Timeouts"), and none begins later than an attempt's 15 s. */
const SETTLE_MS = 30_000

const NOT_NEEDED: Outcome = {
  status: 'delivered',
  detail: 'No issue was made of this finding before, and none is needed now.',
}

const done = (issue: Issue, notices: (string | undefined)[]): Outcome => {
  const detail = notices.filter((notice) => notice !== undefined).join(' ')
  return { status: 'delivered', external: refOf(issue), ...(detail !== '' && { detail }) }
}

/** The comment comes last: all before it finds its work done when it is tried again. */
const follow = async (github: Github, issue: Issue, message: GithubMessage): Promise<Outcome> => {
  if (message.comment === undefined) return done(issue, ['The issue was there already.'])
  const moved = await moveIssue(github, issue, message)
  const labelled = message.relabel ? await relabel(github, issue, message) : undefined
  const text = moved === undefined ? message.comment : `${message.comment}\n\n${moved}`
  const said = await addComment(github, issue, message, text)
  return done(issue, [moved, labelled, said])
}

const deliver = async (github: Github, message: GithubMessage): Promise<Outcome> => {
  const { config, context } = github
  const { marker } = message
  const { external } = context
  const known = external && isIssueRef(external.ref) ? await knownIssue(github, external, marker) : undefined
  if (known) return follow(github, known, message)
  if (message.isSettled) {
    const issue = await markedIssue(github, marker)
    return issue ? follow(github, issue, message) : NOT_NEEDED
  }
  const looked = await findOrMake(context, {
    step: issueStep(message, config),
    settleMs: SETTLE_MS,
    find: (since) => markedIssue(github, marker, since),
    create: () => createIssue(github, message),
  })
  if (!looked) return unsettled('GitHub')
  return looked.isNew ? done(looked.ticket, [labelNotice(looked.ticket)]) : follow(github, looked.ticket, message)
}

const outcomeOf = async (steps: Promise<Outcome>): Promise<Outcome> =>
  steps.catch((error: unknown) => {
    if (error instanceof GithubRefusal) return error.outcome
    throw error
  })

/** One issue a finding: made once, then commented on, closed and reopened. */
export const sendGithub = (message: GithubMessage, config: GithubConfig, context: SendContext): Promise<Outcome> =>
  outcomeOf(deliver(connect(config, context), message))

const repository = z.object({
  full_name: z.string(),
  has_issues: z.boolean().optional(),
  archived: z.boolean().optional(),
  permissions: z.object({ push: z.boolean().optional(), triage: z.boolean().optional() }).optional(),
})

const tryOut = async ({ config, ask }: Github): Promise<Outcome> => {
  const repo = read(await ask('GET', repoUrl(config, '')), repository, config)
  const refusal = (detail: string): Outcome => ({ status: 'rejected', reason: 'gone', detail })
  if (repo.archived) return refusal('the repository is archived: unarchive it, or enter another')
  if (repo.has_issues === false) return refusal('issues are switched off in the settings of the repository')
  const { push = true, triage = true } = repo.permissions ?? {}
  const detail =
    push || triage
      ? 'the repository is there and takes issues; whether the token may write them, GitHub shows at the first one'
      : 'the repository is there, but the token’s account has only read access: GitHub will leave the labels out'
  const isRenamed = repo.full_name.toLowerCase() !== config.repo.toLowerCase()
  return { status: 'delivered', detail: isRenamed ? `${detail}. It is now called ${newName(repo.full_name)}` : detail }
}

const newName = (name: string): string => (/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(name) ? name : 'something else')

/** Reads the repository; makes nothing, since nobody but an administrator can delete an issue again. */
export const probeGithub = (config: GithubConfig, context: SendContext & RenderContext): Promise<Outcome> =>
  outcomeOf(tryOut(connect(config, context)))
