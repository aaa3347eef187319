import { defineDestination } from './destination.ts'
import { jiraConfig, type JiraConfig } from './jira-config.ts'
import { classifyJira } from './jira-error.ts'
import { renderJira, renderJiraTest, type JiraMessage } from './jira-message.ts'
import { decidingRequest } from './jira-request.ts'
import { probeJira, sendJira } from './jira-send.ts'

export const jira = defineDestination<JiraConfig, JiraMessage>({
  kind: 'jira',
  title: 'Jira',
  use: 'Makes one issue a finding, comments on what changes, closes it when the finding is fixed and reopens it when it is back.',
  protocol: 'Jira REST v3 (Cloud) or v2 (Data Center)',
  setup: `**Cloud**

1. Sign in as the account that is to write the issues, ideally one made for this.
2. Open id.atlassian.com → Security → *Create and manage API tokens* → *Create API token*. A token lives at most a year.
3. For a token **with scopes** (\`read:jira-work\`, \`write:jira-work\`) the base URL is
   \`https://api.atlassian.com/ex/jira/CLOUD_ID\`; \`https://SITE.atlassian.net/_edge/tenant_info\` shows the id.
   Otherwise it is \`https://SITE.atlassian.net\`.

**Data Center**

1. Profile → *Personal Access Tokens* → *Create token*. Set \`deployment\` to \`data_center\`; the e-mail may stay empty.

**Both**

The account needs *Browse projects*, *Create issues*, *Add comments* and *Transition issues* in the project. The test makes an
issue and deletes it; without *Delete issues* it stays and the test says so. The issue type must not demand fields other
than summary and description.

What a person closes as *Won’t do*, *Duplicate* or the like stays closed when a later scan finds the weakness again; the issue
is commented on.`,
  config: jiraConfig,
  example: {
    base_url: 'https://acme.atlassian.net',
    email: 'security-bot@acme.example',
    api_token: 'an-example-token-of-no-account',
    project_key: 'SEC',
    issue_type: 'Task',
    labels: ['security', 'scanner'],
    done_transition: 'Done',
    deployment: 'cloud',
  },
  hostRule: { fields: ['base_url'], highPorts: true },
  // Cloud's burst limit is counted a second, tenant and method and is not published as a number (developer.atlassian.com,
  // "Rate limiting"); about 100 GET or POST a second are seen. A delivery makes up to five requests, so a tenth of that.
  // Four at once leave room for people, and for the limit of writes to one issue.
  limits: { rates: [{ perSecond: 10, burst: 20 }], concurrency: 4 },
  remote: ({ base_url }) => new URL(base_url).host,
  notSent: {
    scan_started: 'Issues are made from findings; the start of a scan has none.',
    scan_done: 'Issues are made from findings; each new one of the scan has its own.',
    scan_failed: 'Issues are made from findings; a scan that failed has none.',
  },
  render: renderJira,
  renderTest: (_config, context) => renderJiraTest(context),
  request: decidingRequest,
  classify: classifyJira,
  send: sendJira,
  probe: probeJira,
})
