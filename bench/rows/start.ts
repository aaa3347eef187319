import { setTimeout as sleep } from 'node:timers/promises'
import { embeddedPid } from '../../test/process.ts'
import { cpuSecondsOf, memoryMbOf } from '../cpu.ts'
import type { Bench, Figure, Row } from '../row.ts'

/** What the start leaves to do is done by then: connections that nobody needs are closed after ten seconds. */
const SETTLE_MS = 20_000
const IDLE_MS = 20_000

const measureOnce = async ({ processes, tell }: Bench): Promise<Figure[]> => {
  const dataDir = await processes.folder()
  const env = { DATA_DIR: dataDir }
  tell('first start')
  // As after an installation: nothing of it was compiled before.
  const first = await processes.service('serve', { ...env, NODE_DISABLE_COMPILE_CACHE: '1' })
  first.kill('SIGTERM')
  await first.exit
  tell('later start')
  const later = await processes.service('serve', env)
  await sleep(SETTLE_MS)
  tell('idle')
  const postgres = (await embeddedPid(dataDir)) ?? 0
  const start = performance.now()
  const before = { both: cpuSecondsOf(later.pid), postgres: cpuSecondsOf(postgres) }
  await sleep(IDLE_MS)
  const percent = 100_000 / (performance.now() - start)
  // The embedded PostgreSQL is below the service.
  const both = percent * (cpuSecondsOf(later.pid) - before.both)
  const ofPostgres = percent * (cpuSecondsOf(postgres) - before.postgres)
  const memoryMb = memoryMbOf(later.pid)
  later.kill('SIGTERM')
  await later.exit
  return [
    { what: 'first start to ready', unit: 's', value: first.readyMs / 1000, asked: { atMost: 3 } },
    { what: 'later start to ready', unit: 's', value: later.readyMs / 1000, asked: { atMost: 1.5 } },
    { what: 'idle: memory of the service', unit: 'MB', value: memoryMb },
    { what: 'idle: CPU of the service', unit: '%', value: both - ofPostgres },
    { what: 'idle: CPU of PostgreSQL', unit: '%', value: ofPostgres },
    { what: 'idle: CPU of both', unit: '%', value: both, asked: { atMost: 1 } },
  ]
}

export const startRow: Row = {
  title: 'Start of serve to the first 200 of /readyz, and what it takes while nothing happens',
  measure: async function* (bench) {
    for (;;) yield await measureOnce(bench)
  },
}
