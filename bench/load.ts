import type { DemoApi } from '../demo/api.ts'
import { startScan } from '../test/webhook-load.ts'
import { sharedNow } from './receiver/ledger.ts'

/** In every finding, before its number: what receivers find it by. */
export const MARK = '"fingerprint":"bench-'

/** A finding with the texts that a scanner writes, about 500 bytes of JSON. */
export const benchFinding = (n: number): Record<string, unknown> => ({
  title: `Query built from user input in handler ${n}`,
  severity: 'high',
  category: 'injection',
  cwe_id: 'CWE-89',
  description: 'The value of the parameter reaches the SQL text unescaped, so that a caller can change the query.',
  remediation: 'Bind the value as a parameter of a prepared statement.',
  rule_id: 'sql-injection',
  fingerprint: `bench-${n}`,
  location: { path: `src/handlers/handler-${n}.ts`, start_line: (n % 400) + 1 },
})

export const benchFindings = (count: number, from = 0): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, n) => benchFinding(from + n))

/** When a request was sent and when its 2xx came, by the shared clock. */
export interface Accepted {
  askedAt: number
  acceptedAt: number
}

/** Ends a scan of a target of its own with `count` findings. */
export const completeScan = async (api: DemoApi, target: string, count: number): Promise<Accepted> => {
  const scanId = await startScan(api, target)
  const askedAt = sharedNow()
  await api.post(`/scans/${scanId}/complete`, { findings: benchFindings(count) })
  return { askedAt, acceptedAt: sharedNow() }
}

/** An integration that takes every new finding and nothing else; answers its id. */
export const integrate = async (
  api: DemoApi,
  kind: string,
  name: string,
  config: Record<string, unknown>,
): Promise<string> => {
  const fields = { kind, name, config, severity_filter: 'info', events: ['finding_new'] }
  return (await api.post<{ id: string }>('/integrations', fields)).id
}
