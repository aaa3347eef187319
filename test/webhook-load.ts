import type { DemoApi } from '../demo/api.ts'
import { type Processes, until } from './process.ts'
import { type CountersWithProblems, type ReceiverProcess, startReceiverProcess } from './receiver-process.ts'

/** The webhook receiver in a process of its own, which verifies every signature. */
export interface WebhookProcess extends ReceiverProcess {
  /** Waits until so many different messages came. */
  untilUnique(count: number, timeoutMs?: number): Promise<CountersWithProblems>
}

export const startWebhookProcess = async (processes: Processes): Promise<WebhookProcess> => {
  const receiver = await startReceiverProcess(processes, 'webhook')
  return {
    ...receiver,
    untilUnique: (count, timeoutMs = 60_000) =>
      until(
        `${count} different messages at the receiver`,
        async () => {
          const now = await receiver.counters()
          return now.unique >= count ? now : undefined
        },
        timeoutMs,
        5,
      ),
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
