import { z } from 'zod'
import { secret } from '../core/secret.ts'

/** Atlassian's gateway, where scoped tokens and service accounts work: https://api.atlassian.com/ex/jira/CLOUD_ID. */
const GATEWAY_HOST = 'api.atlassian.com'
const GATEWAY_PATH = /^\/ex\/jira\/[\w-]{1,64}$/

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

const isBaseUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash && !url.search
}

/** A page of a Cloud site is pasted easily and is not its API; Data Center may live under a path of its own. */
const hasCloudPath = (baseUrl: string): boolean => {
  if (!URL.canParse(baseUrl)) return false
  const { hostname, pathname } = new URL(baseUrl)
  const path = withoutSlash(pathname)
  return hostname === GATEWAY_HOST ? GATEWAY_PATH.test(path) : path === ''
}

export const jiraConfig = z
  .strictObject({
    base_url: z
      .string()
      .max(2048)
      .refine(isBaseUrl, 'an https URL without a user name, query or fragment is needed')
      .meta({
        title: 'Base URL',
        description:
          'Cloud: `https://SITE.atlassian.net`, or `https://api.atlassian.com/ex/jira/CLOUD_ID` for a scoped token. Data Center: its address with its path.',
      }),
    email: z
      .email()
      .max(254)
      .optional()
      .meta({ title: 'E-mail', description: "The account that the token belongs to. Data Center's tokens need none." }),
    api_token: secret(
      z
        .string()
        .regex(/^[\x21-\x7e]{1,2048}$/, 'a token has only visible ASCII characters')
        .meta({ title: 'API token', description: "The account's API token; in Data Center a personal access token." }),
    ),
    project_key: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'a project key has capital letters, digits and _')
      .meta({ title: 'Project key', description: 'What its issues start with: `SEC` of `SEC-42`.' }),
    issue_type: z
      .string()
      .regex(/^[^\p{C}]{1,100}$/u, 'one line of at most 100 characters')
      .default('Task')
      .meta({ title: 'Issue type', description: 'The name (or numeric id) of a type that the project offers.' }),
    labels: z
      .array(z.string().regex(/^[^\s\p{C}"\\]{1,255}$/u, 'a label has no spaces or quotes'))
      .max(20)
      .optional()
      .meta({ title: 'Labels', description: 'Put on every issue that is made.' }),
    done_transition: z
      .string()
      .regex(/^[^\p{C}]{1,255}$/u, 'one line of at most 255 characters')
      .optional()
      .meta({
        title: 'Closing transition',
        description:
          'The name of the transition that closes an issue. Otherwise the first that leads to a done status.',
      }),
    deployment: z
      .enum(['cloud', 'data_center'])
      .default('cloud')
      .meta({ title: 'Deployment', description: 'Cloud, or a Jira Data Center that you run.' }),
  })
  .superRefine((value, context) => {
    if (value.deployment !== 'cloud') return
    if (value.email === undefined)
      context.addIssue({ code: 'custom', path: ['email'], message: 'Jira Cloud needs the e-mail of the account' })
    if (!hasCloudPath(value.base_url))
      context.addIssue({ code: 'custom', path: ['base_url'], message: 'the address of a Cloud site has no path' })
  })
export type JiraConfig = z.output<typeof jiraConfig>

/** Cloud speaks REST v3 with Atlassian documents, Data Center REST v2 with wiki markup. */
export const isCloud = (config: JiraConfig): boolean => config.deployment === 'cloud'

export const apiUrl = (config: JiraConfig, path: string): string =>
  `${withoutSlash(config.base_url)}/rest/api/${isCloud(config) ? 3 : 2}/${path}`

/** The gateway shows no pages: what an issue's link starts with has to be asked for there. */
export const isGateway = (config: JiraConfig): boolean => new URL(config.base_url).hostname === GATEWAY_HOST

/** Where people open the issue. */
export const browseUrl = (site: string, key: string): string => `${withoutSlash(site)}/browse/${key}`
