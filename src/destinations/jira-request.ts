import type { RequestContext } from './destination.ts'
import type { HttpRequest } from '../core/http.ts'
import { toAdf, type AdfDocument } from './jira-adf.ts'
import { apiUrl, isCloud, type JiraConfig } from './jira-config.ts'
import type { Block } from './jira-document.ts'
import type { JiraMessage } from './jira-message.ts'
import { toWiki } from './jira-wiki.ts'

/** What Cloud takes as the user and password of Basic authentication, in base64. */
export const basicCredential = (config: JiraConfig): string =>
  Buffer.from(`${config.email ?? ''}:${config.api_token}`).toString('base64')

export const jiraRequest = (
  config: JiraConfig,
  method: HttpRequest['method'],
  path: string,
  body?: unknown,
): HttpRequest => ({
  method,
  url: apiUrl(config, path),
  headers: {
    authorization: isCloud(config) ? `Basic ${basicCredential(config)}` : `Bearer ${config.api_token}`,
    accept: 'application/json',
    // Errors come in the account's language unless one is asked for.
    'accept-language': 'en',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
})

/** Ids and keys as Jira makes them: nothing else may become part of a path. */
export const isIssueRef = (ref: string): boolean => /^(?:\d{1,19}|[A-Z][A-Z0-9_]{0,63}-\d{1,19})$/i.test(ref)

export const bodyOf = (blocks: Block[], config: JiraConfig): AdfDocument | string =>
  isCloud(config) ? toAdf(blocks) : toWiki(blocks)

export const createRequest = (message: JiraMessage, config: JiraConfig, deliveryId: string): HttpRequest =>
  jiraRequest(config, 'POST', 'issue', {
    fields: {
      project: { key: config.project_key },
      issuetype: /^\d+$/.test(config.issue_type) ? { id: config.issue_type } : { name: config.issue_type },
      summary: message.summary,
      description: bodyOf(message.description, config),
      labels: [...new Set([...(config.labels ?? []), message.marker])],
    },
    properties: [{ key: 'pencheff.finding', value: { ...message.identity, delivery_id: deliveryId } }],
  })

/** The comment's property that tells whose it is. */
export const DELIVERY_PROPERTY = 'pencheff.delivery'

export const commentRequest = (blocks: Block[], ref: string, config: JiraConfig, deliveryId: string): HttpRequest =>
  jiraRequest(config, 'POST', `issue/${ref}/comment`, {
    body: bodyOf(blocks, config),
    // Properties of comments are documented for Cloud only.
    ...(isCloud(config) && { properties: [{ key: DELIVERY_PROPERTY, value: { id: deliveryId } }] }),
  })

/** The request that decides: a comment on the issue that is known, else the issue. */
export const decidingRequest = (message: JiraMessage, config: JiraConfig, context: RequestContext): HttpRequest =>
  message.comment && context.external && isIssueRef(context.external.ref)
    ? commentRequest(message.comment, context.external.ref, config, context.deliveryId)
    : createRequest(message, config, context.deliveryId)
