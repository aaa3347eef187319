import { cpuFigures, install } from '../installation.ts'
import type { Bench, Figure, Row } from '../row.ts'
import { numberText } from '../table.ts'
import { addFan, passBare, passThrough } from './webhook.ts'

const CREWS = [1, 2, 4]
const DELIVERIES = 20_000
const WEBHOOKS = 10

const measureCrew = async (bench: Bench, workers: number): Promise<Figure[]> => {
  await using site = await install(bench, ['api', ...Array.from({ length: workers }, () => 'worker' as const)])
  const fan = await addFan(site, WEBHOOKS)
  bench.tell(`${workers} workers warm up`)
  await passThrough(site, fan, 'warm up', 2000 * workers)
  bench.tell(`${workers} workers`)
  const { perSecond, cpu } = await passThrough(site, fan, 'run', DELIVERIES)
  const bare = await passBare(site, WEBHOOKS, DELIVERIES)
  const what = `${workers} worker${workers > 1 ? 's' : ''}`
  return [
    { what, unit: '/s', value: perSecond, bare: bare.perSecond },
    ...cpuFigures(what, DELIVERIES, cpu.before, cpu.after),
  ]
}

export const workersRow: Row = {
  title: `Worker processes on one PostgreSQL: ${numberText(DELIVERIES / WEBHOOKS)} findings to ${WEBHOOKS} webhooks`,
  measure: async function* (bench) {
    for (;;) {
      const figures: Figure[] = []
      for (const workers of CREWS) figures.push(...(await measureCrew(bench, workers)))
      yield figures
    }
  },
}
