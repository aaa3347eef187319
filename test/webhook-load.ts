import { fileURLToPath } from 'node:url'
import type { DemoApi } from '../demo/api.ts'
import type { Counters } from '../demo/receivers/record.ts'
import { type Ended, type Processes, until } from './process.ts'

const RECEIVERS = fileURLToPath(new URL('../demo/receivers/main.ts', import.meta.url))

export type CountersWithProblems = Counters & { problemTexts: string[] }

/** The webhook receiver in a process of its own, which verifies every signature. */
export interface WebhookProcess {
  url: string
  config: Record<string, unknown>
  counters(): Promise<CountersWithProblems>
  /** Waits until so many different messages came. */
  untilUnique(count: number, timeoutMs?: number): Promise<CountersWithProblems>
  end(): Promise<Ended>
}

export const startWebhookProcess = async (processes: Processes): Promise<WebhookProcess> => {
  const child = processes.run(RECEIVERS, ['webhook', '--no-receipts'])
  const line = (index: number): Promise<string> =>
    until(`line ${index} of the receiver`, () => child.stdout().split('\n').slice(0, -1)[index], 30_000, 2)
  const { url, config } = JSON.parse(await line(0)) as { url: string; config: Record<string, unknown> }
  let asked = 0
  const counters = async (): Promise<CountersWithProblems> => {
    child.write('\n')
    return JSON.parse(await line(++asked)) as CountersWithProblems
  }
  return {
    url,
    config,
    counters,
    untilUnique: (count, timeoutMs = 30_000) =>
      until(
        `${count} different messages at the receiver`,
        async () => {
          const now = await counters()
          return now.unique >= count ? now : undefined
        },
        timeoutMs,
        5,
      ),
    end: () => {
      child.kill('SIGTERM')
      return child.exit
    },
  }
}

/** An integration that takes every new finding and nothing else. */
export const addWebhook = (api: DemoApi, config: Record<string, unknown>): Promise<{ id: string }> =>
  api.post('/integrations', {
    kind: 'webhook',
    name: 'Load',
    config,
    severity_filter: 'info',
    events: ['finding_new'],
  })

const finding = (n: number): Record<string, unknown> => ({
  title: `Query built from user input in handler ${n}`,
  severity: 'high',
  category: 'injection',
  cwe_id: 'CWE-89',
  description: 'The value of the parameter reaches the SQL text unescaped, so that a caller can change the query.',
  remediation: 'Bind the value as a parameter of a prepared statement.',
  rule_id: 'sql-injection',
  location: { path: `src/handlers/handler-${n}.ts`, start_line: (n % 400) + 1 },
})

export const startScan = async (api: DemoApi, name: string): Promise<string> => {
  const { id: target_id } = await api.post<{ id: string }>('/targets', { kind: 'repo', name })
  return (await api.post<{ id: string }>('/scans', { target_id })).id
}

/** Completes a scan of a new target with `count` findings. */
export const completeScanWith = async (api: DemoApi, count: number, name = 'load'): Promise<string> => {
  const scanId = await startScan(api, name)
  await api.post(`/scans/${scanId}/complete`, { findings: Array.from({ length: count }, (_, n) => finding(n)) })
  return scanId
}

/** How many deliveries of an integration are in which state, by the API. */
export const countStates = async (api: DemoApi, integrationId: string): Promise<Record<string, number>> => {
  const deliveries = await api.all<{ state: string }>(`/deliveries?integration_id=${integrationId}`)
  return Object.fromEntries(
    [...Map.groupBy(deliveries, ({ state }) => state)].map(([state, { length }]) => [state, length]),
  )
}

/** The value of a metric of a service, summed over its labels. */
export const readMetric = async (url: string, name: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
