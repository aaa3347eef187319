import { hasAlertmanager, startAlertmanager } from '../alertmanager.ts'
import { install } from '../installation.ts'
import type { Row } from '../row.ts'
import { numberText } from '../table.ts'
import { addFan, passBare, passThrough } from './webhook.ts'

const FINDINGS = 2000
const WEBHOOKS = 10
const DELIVERIES = FINDINGS * WEBHOOKS

export const alertmanagerRow: Row = {
  title: `${numberText(FINDINGS)} findings to ${WEBHOOKS} webhooks, beside a Prometheus Alertmanager that gets them as alerts`,
  lacks: () => (hasAlertmanager() ? undefined : 'Debian’s prometheus-alertmanager is not installed here'),
  measure: async function* (bench) {
    await using site = await install(bench)
    const { receiver } = site
    const fan = await addFan(site, WEBHOOKS)
    const hooks = Array.from({ length: WEBHOOKS }, (_, n) => `${receiver.origin}/hook-${n}`)
    await using alertmanager = await startAlertmanager(bench.processes, hooks)
    const passAlerts = async (count: number): Promise<number> => {
      await receiver.reset()
      const acceptedAt = await alertmanager.post(count)
      const { lastAt } = await receiver.untilEvents(count * WEBHOOKS, 180_000)
      return (1000 * count * WEBHOOKS) / (lastAt - acceptedAt)
    }
    bench.tell('warming up')
    await passThrough(site, fan, 'warm up', 2000)
    await passAlerts(200)
    for (let run = 1; ; run += 1) {
      bench.tell('the service')
      const { perSecond } = await passThrough(site, fan, `run ${run}`, DELIVERIES)
      const bare = await passBare(site, WEBHOOKS, DELIVERIES)
      bench.tell('the Alertmanager')
      const alerts = await passAlerts(FINDINGS)
      yield [
        { what: 'the service', unit: '/s', value: perSecond, bare: bare.perSecond },
        { what: 'the Alertmanager', unit: '/s', value: alerts, bare: bare.perSecond },
        { what: 'the service against it', unit: '×', value: perSecond / alerts, asked: { atLeast: 2 } },
      ]
    }
  },
}
