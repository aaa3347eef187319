import type { HttpRequest } from '../core/http.ts'
import type { RequestContext } from './destination.ts'
import { repoUrl, type GithubConfig } from './github-config.ts'
import type { GithubMessage } from './github-message.ts'

/** A page of 100 issues as they are made here takes 4 MB at most; people may write as much again into them. */
const MAX_RESPONSE_BYTES = 8_388_608

/** On every issue that is made here; they are listed by it. */
export const OUR_LABEL = 'pencheff'

export const githubRequest = (
  config: GithubConfig,
  method: HttpRequest['method'],
  url: string,
  body?: unknown,
): HttpRequest => ({
  method,
  url,
  maxResponseBytes: MAX_RESPONSE_BYTES,
  headers: {
    authorization: `Bearer ${config.token}`,
    accept: 'application/vnd.github+json',
    // Enterprise Server may not know a newer one: docs.github.com/rest/about-the-rest-api/api-versions
    'x-github-api-version': '2022-11-28',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

/** An issue's number, as text: nothing else may become part of a path. */
export const isIssueRef = (ref: string): boolean => /^[1-9]\d{0,14}$/.test(ref)

export const issueInput = (message: GithubMessage, config: GithubConfig): object => ({
  title: message.title,
  body: `${message.marker}\n\n${message.body}`,
  labels: [...new Set([OUR_LABEL, message.severityLabel, ...(config.labels ?? [])])],
})

/** What a comment of the delivery begins with. */
export const deliveryMark = (deliveryId: string): string =>
  `<!-- pencheff:delivery=${deliveryId.replace(/[^\w-]/g, '')} `

/** Said in the comment that goes with closing as not planned, so that such a closing is known as ours. */
export const CLOSED_BY_US = 'closed=not_planned -->'

export const commentInput = (comment: string, message: GithubMessage, deliveryId: string): object => ({
  body: `${deliveryMark(deliveryId)}${message.move === 'not_planned' ? CLOSED_BY_US : '-->'}\n\n${comment}`,
})

/** The request that decides: a comment on the issue that is known, else the issue. */
export const decidingRequest = (message: GithubMessage, config: GithubConfig, context: RequestContext): HttpRequest => {
  const { external, deliveryId } = context
  return message.comment !== undefined && external && isIssueRef(external.ref)
    ? githubRequest(
        config,
        'POST',
        repoUrl(config, `/issues/${external.ref}/comments`),
        commentInput(message.comment, message, deliveryId),
      )
    : githubRequest(config, 'POST', repoUrl(config, '/issues'), issueInput(message, config))
}
