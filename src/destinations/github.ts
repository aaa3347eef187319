import { defineDestination } from './destination.ts'
import { classifyGithub } from './github-answer.ts'
import { githubConfig, type GithubConfig } from './github-config.ts'
import { renderGithub, renderGithubTest, type GithubMessage } from './github-message.ts'
import { decidingRequest } from './github-request.ts'
import { probeGithub, sendGithub } from './github-send.ts'

export const github = defineDestination<GithubConfig, GithubMessage>({
  kind: 'github',
  title: 'GitHub Issues',
  use: 'Makes one issue a finding, comments on what changes, closes it when the finding is fixed and reopens it when it is back.',
  protocol: 'GitHub REST, version 2022-11-28',
  setup: `1. Sign in as the account that is to write the issues, ideally one made for this, with write access to the repository.
2. Open **Settings**, **Developer settings**, **Personal access tokens**, **Fine-grained tokens**, **Generate new token**.
3. Under **Resource owner** pick the repository's owner, under **Only select repositories** the repository.
4. Under **Repository permissions** set **Issues** to *Read and write*; *Metadata: read* comes by itself. No more is needed. A
   classic token needs the scope \`repo\`. An organisation may have to approve the token, or want it authorised for SSO.
5. Enter \`owner/name\` and the token here. For GitHub Enterprise Server the API URL is \`https://HOST/api/v3\`.
6. Run the test. It reads the repository and makes nothing.

Each issue bears the label \`pencheff\`, by which it is found again: leave it on. What a person closes as not planned stays
closed when a later scan finds the weakness again. Issues of a public repository are public; credentials that a scanner
found are blacked out.`,
  config: githubConfig,
  example: {
    repo: 'acme/shop',
    token: 'github_pat_AN_EXAMPLE_TOKEN_OF_NO_ACCOUNT',
    api_url: 'https://api.github.com',
    labels: ['security'],
  },
  hostRule: { fields: ['api_url'], highPorts: true },
  // At most 80 requests a minute and 500 an hour that make content, one after the other and a second apart:
  // docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
  // These two keep any minute to 80 and any hour to 500.
  limits: {
    rates: [
      { perSecond: 1, burst: 20 },
      { perSecond: 400 / 3600, burst: 100 },
    ],
    countsWrites: true,
    concurrency: 1,
  },
  // Secondary limits are counted by account.
  remote: ({ api_url = '', token }) => `${api_url} ${token}`,
  notSent: {
    scan_started: 'Issues are made from findings; the start of a scan has none.',
    scan_done: 'Issues are made from findings; each new one of the scan has its own.',
    scan_failed: 'Issues are made from findings; a scan that failed has none.',
  },
  render: (event, _config, context) => renderGithub(event, context),
  renderTest: (_config, context) => renderGithubTest(context),
  request: decidingRequest,
  classify: classifyGithub,
  send: sendGithub,
  probe: probeGithub,
})
