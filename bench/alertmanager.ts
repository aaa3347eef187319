import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Processes, until } from '../test/process.ts'
import { benchFinding } from './load.ts'
import { sharedNow } from './receiver/ledger.ts'

/** Debian's package of that name. */
const PROGRAM = '/usr/bin/prometheus-alertmanager'

export const hasAlertmanager = (): boolean => existsSync(PROGRAM)

export interface Alertmanager extends AsyncDisposable {
  /** Takes findings as alerts in one request; answers when its 2xx came, by the shared clock. */
  post(count: number): Promise<number>
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** Each alert is a group of its own and goes out at once, to every webhook; after that none is sent again in this run. */
const configOf = (webhooks: readonly string[]): string =>
  JSON.stringify({
    global: { resolve_timeout: '1h' },
    route: {
      receiver: 'all',
      group_by: ['...'],
      group_wait: '0s',
      group_interval: '1h',
      repeat_interval: '4h',
    },
    receivers: [{ name: 'all', webhook_configs: webhooks.map((url) => ({ url, send_resolved: false })) }],
  })

/** A finding as an alert: what tells it apart in labels, its texts in annotations. */
const alertOf = (run: number, n: number): object => {
  const { title, severity, category, cwe_id, rule_id, fingerprint, description, remediation } = benchFinding(n)
  return {
    labels: { alertname: 'finding_new', run: String(run), fingerprint, severity, category, cwe_id, rule_id },
    annotations: { title, description, remediation },
    startsAt: new Date().toISOString(),
  }
}

export const startAlertmanager = async (processes: Processes, webhooks: readonly string[]): Promise<Alertmanager> => {
  const folder = await processes.folder()
  const config = join(folder, 'alertmanager.yml')
  await writeFile(config, configOf(webhooks))
  const address = `127.0.0.1:${await freePort()}`
  const child = processes.program(PROGRAM, [
    `--config.file=${config}`,
    `--storage.path=${folder}`,
    `--web.listen-address=${address}`,
    // Alone: no gossip with others.
    '--cluster.listen-address=',
    '--log.level=error',
  ])
  const url = `http://${address}`
  const isReady = (): Promise<true | undefined> =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => (ok ? true : undefined),
      () => undefined,
    )
  await until('the Alertmanager is ready', isReady)
  let runs = 0
  return {
    post: async (count) => {
      runs += 1
      const body = JSON.stringify(Array.from({ length: count }, (_, n) => alertOf(runs, n)))
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body })
      if (!response.ok) throw new Error(`the Alertmanager answered ${response.status}: ${await response.text()}`)
      return sharedNow()
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await child.exit
    },
  }
}
