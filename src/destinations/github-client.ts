import { z } from 'zod'
import type { HttpRequest, HttpResponse } from '../core/http.ts'
import { isDone, type Outcome } from '../core/outcome.ts'
import type { SendContext } from './destination.ts'
import { classifyGithub } from './github-answer.ts'
import { apiUrl, type GithubConfig } from './github-config.ts'
import { githubRequest } from './github-request.ts'
import { jsonBody } from './http-outcome.ts'

/** Ends the steps of a delivery early; carried to the one place that answers with its outcome. */
export class GithubRefusal extends Error {
  override name = 'GithubRefusal'
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super('GitHub refused a request')
    this.outcome = outcome
  }
}

const account = z.object({ login: z.string(), type: z.string().optional() })
/** null for an account that was deleted. */
export type Account = z.output<typeof account> | null
export const accountAnswer = account.nullable()

/** The connection that the steps of one delivery share. */
export interface Github {
  config: GithubConfig
  context: SendContext
  ask(method: HttpRequest['method'], url: string, body?: unknown): Promise<HttpResponse>
  /** Whether the account is the token's own. */
  isOurs(user: Account): Promise<boolean>
}

/** A renamed or transferred repository answers so: docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
const MOVED = new Set([301, 302, 307, 308])
const MAX_HOPS = 3

/** Where the request is to be sent again; undefined when that is another host, which must not see the token. */
const movedTo = (response: HttpResponse, from: string): string | undefined => {
  const location = response.headers.location ?? ''
  if (!MOVED.has(response.status) || !URL.canParse(location, from)) return undefined
  const target = new URL(location, from)
  if (target.origin !== new URL(from).origin || target.username || target.password) return undefined
  if (target.search === '') target.search = new URL(from).search
  return target.href
}

export const expectDone = (response: HttpResponse, config: GithubConfig): HttpResponse => {
  const outcome = classifyGithub(response, config)
  if (isDone(outcome)) return response
  throw new GithubRefusal(outcome)
}

/** The answer in the shape that GitHub gives it; a sign-in page that answers 200 has another. */
export const read = <T>(response: HttpResponse, schema: z.ZodType<T>, config: GithubConfig): T => {
  const parsed = schema.safeParse(jsonBody(expectDone(response, config)))
  if (parsed.success) return parsed.data
  const detail = `answered ${response.status}, but not as GitHub's API does: check the API URL`
  throw new GithubRefusal({ status: 'rejected', reason: 'invalid_request', detail })
}

/** Tokens of apps have no account to ask for; only bots write as they do. */
const isAppToken = ({ status, body }: HttpResponse): boolean =>
  status === 403 && /resource not accessible by integration/i.test(body)

export const connect = (config: GithubConfig, context: SendContext): Github => {
  const ask: Github['ask'] = async (method, url, body) => {
    let target = url
    for (let hop = 0; ; hop++) {
      const response = await context.http(githubRequest(config, method, target, body))
      const next = hop < MAX_HOPS ? movedTo(response, target) : undefined
      if (next === undefined) return response
      target = next
    }
  }
  const whoAmI = async (): Promise<(user: Account) => boolean> => {
    const response = await ask('GET', apiUrl(config, '/user'))
    if (isAppToken(response)) return (user) => user?.type === 'Bot'
    const login = read(response, account, config).login.toLowerCase()
    return (user) => user?.login.toLowerCase() === login
  }
  let me: ReturnType<typeof whoAmI> | undefined
  return { config, context, ask, isOurs: async (user) => (await (me ??= whoAmI()))(user) }
}

/** GitHub gives no more in a page: docs.github.com/rest/issues/issues#list-repository-issues */
const PAGE_SIZE = 100

/** The first entry of a list that is wanted. However long the list is, it is read to the end: only the deadline stops it. */
export const findListed = async <T>(
  github: Github,
  url: string,
  entry: z.ZodType<T>,
  isWanted: (entry: T) => Promise<boolean>,
): Promise<T | undefined> => {
  for (let page = 1; ; page += 1) {
    const response = await github.ask('GET', `${url}&per_page=${PAGE_SIZE}&page=${page}`)
    const entries = read(response, z.array(entry), github.config)
    for (const each of entries) if (await isWanted(each)) return each
    if (entries.length < PAGE_SIZE) return undefined
  }
}
