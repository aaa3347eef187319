import { timingSafeEqual } from 'node:crypto'
import { json, refuse, type GithubIssue } from './github-issue.ts'
import { createRoutes } from './github-routes.ts'
import {
  Refusal,
  startReceiver,
  type Rate,
  type ReceivedRequest,
  type Receiver,
  type ReceiverOptions,
} from './receiver.ts'

const TOKEN = 'github_pat_DEMO0123456789_pencheff'
const REPO = 'acme/shop'
const LOGIN = 'security-bot'
const AUTHORIZATION = Buffer.from(`Bearer ${TOKEN}`)
// docs.github.com/rest/about-the-rest-api/api-versions
const VERSIONS = ['2022-11-28', '2026-03-10']

export interface GithubReceiver extends Receiver {
  /** As they stand now. */
  issues: GithubIssue[]
}

const checkHeaders = ({ headers }: ReceivedRequest): void => {
  if (!headers['user-agent'])
    throw new Refusal('no user-agent', {
      status: 403,
      body: 'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    })
  const got = Buffer.from(headers.authorization ?? '')
  if (got.length !== AUTHORIZATION.length || !timingSafeEqual(got, AUTHORIZATION))
    throw refuse(401, 'Bad credentials', got.length === 0 ? 'no authorization header' : 'the token is wrong')
  const version = headers['x-github-api-version']
  if (version !== undefined && !VERSIONS.includes(version))
    throw refuse(410, 'The requested API version is no longer supported.', `API version ${version} is not offered`)
}

/** Advice of GitHub that it does not enforce. */
const advice = ({ headers }: ReceivedRequest): string | undefined => {
  if (headers['x-github-api-version'] === undefined) return 'no X-GitHub-Api-Version'
  return headers.accept?.includes('application/vnd.github') ? undefined : 'accept is not application/vnd.github+json'
}

// "No more than 80 content-generating requests per minute and no more than 500 per hour":
// docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
const rates = ({ method }: ReceivedRequest): Rate[] =>
  method === 'POST'
    ? [
        { key: 'minute', perSecond: 80 / 60, burst: 80 },
        { key: 'hour', perSecond: 500 / 3600, burst: 500 },
      ]
    : []

/** GitHub's REST API as far as issues of one repository go, `acme/shop`, once `acme/old-shop`. Keeps its issues in memory. */
export const startGithub = async (options: ReceiverOptions = {}): Promise<GithubReceiver> => {
  const issues: GithubIssue[] = []
  let origin = ''
  const route = createRoutes({ issues, repo: REPO, oldRepo: 'acme/old-shop', login: LOGIN, origin: () => origin })
  const receiver = await startReceiver(
    {
      kind: 'github',
      maxBytes: 1_048_576,
      config: (url) => ({ repo: REPO, token: TOKEN, api_url: url }),
      answer: (request) => {
        checkHeaders(request)
        const answer = route(request)
        return { ...answer, problem: answer.problem ?? advice(request) }
      },
      // Every issue and comment bears a mark of its own in its first line.
      identity: ({ method, body }) => (method === 'POST' ? /<!-- [^>]*-->/.exec(body)?.[0] : undefined),
      rates,
      limited: (seconds) =>
        json(
          403,
          {
            message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
            documentation_url: 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api',
          },
          { 'retry-after': String(seconds) },
        ),
    },
    options,
  )
  origin = receiver.url
  return { ...receiver, issues }
}
