import { z } from 'zod'
import { secret } from '../core/secret.ts'

export const DEFAULT_API_URL = 'https://api.github.com'

const isApiUrl = (value: string): boolean => {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash && !url.search
}

/** The web pages' address is pasted easily and is not the API's. */
const isWebHost = (value: string): boolean =>
  URL.canParse(value) && /^(?:www\.)?github\.com$/.test(new URL(value).hostname)

/** Neither part is `.` or `..`, which would climb in a path. */
const REPO = /^\w[\w.-]{0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/

export const githubConfig = z.strictObject({
  repo: z
    .string()
    .regex(REPO, 'a repository is written owner/name, without the host')
    .meta({ title: 'Repository', description: 'Where the issues are made: `owner/name`.' }),
  token: secret(
    z
      .string()
      .regex(/^[\x21-\x7e]{1,2048}$/, 'a token has only visible ASCII characters')
      .meta({
        title: 'Token',
        description: 'A fine-grained token with *Issues: read and write* on this repository.',
      }),
  ),
  api_url: z
    .string()
    .max(2048)
    .refine(isApiUrl, 'an https URL without a user name, query or fragment is needed')
    .refine((value) => !isWebHost(value), `the API of github.com is at ${DEFAULT_API_URL}`)
    .optional()
    .meta({
      title: 'API URL',
      description: `\`${DEFAULT_API_URL}\` unless given. GitHub Enterprise Server: \`https://HOST/api/v3\`; GHE.com: \`https://api.SUBDOMAIN.ghe.com\`.`,
    }),
  labels: z
    // GitHub: 50 characters in a label's name. A comma parts labels in queries.
    .array(z.string().regex(/^(?! )[^\p{C},]{1,50}(?<! )$/u, 'a label has at most 50 characters and no comma'))
    .max(20)
    .optional()
    .meta({ title: 'Labels', description: 'Put on every issue that is made, beside `pencheff` and the severity.' }),
})
export type GithubConfig = z.output<typeof githubConfig>

export const apiUrl = (config: GithubConfig, path: string): string =>
  (config.api_url ?? DEFAULT_API_URL).replace(/\/+$/, '') + path

/** `path` is empty for the repository itself. */
export const repoUrl = (config: GithubConfig, path: string): string => apiUrl(config, `/repos/${config.repo}${path}`)
