import { randomBytes } from 'node:crypto'
import { createApi } from '../demo/api.ts'
import type { Receipt, Receiver } from '../demo/receivers/receiver.ts'
import { startWebhook } from '../demo/receivers/webhook.ts'
import { newApiKey } from '../src/core/api-key.ts'
import { type Processes, type ServiceProcess, until } from './process.ts'
import { addWebhook, completeScanWith, countStates } from './webhook-load.ts'

export interface Kill {
  /** Different messages at the receiver when the service was killed. */
  arrived: number
  /** Messages accepted before this kill, and since the one before it, that came once more later. */
  duplicates: number
  /** From the start of the next process to the first message it sent. */
  resumedMs: number
}

export interface KillRun {
  kills: Kill[]
  lost: number
  /** What the receiver found wrong, signatures too. */
  problems: string[]
  /** Deliveries by state, as the API has them in the end. */
  states: Record<string, number>
}

/** Where one process's receipts end, and when the next one sent its first. */
interface Death {
  arrived: number
  receipts: number
  resumedMs: number
}

/** Each repeated message belongs to the process that had sent it the time before. */
const countRepeats = (receipts: readonly Receipt[], deaths: readonly Death[]): number[] => {
  const counts = deaths.map(() => 0)
  const lastLife = new Map<string, number>()
  receipts.forEach(({ headers }, index) => {
    const id = headers['webhook-id'] ?? ''
    const before = lastLife.get(id)
    if (before !== undefined && counts[before] !== undefined) counts[before] += 1
    lastLife.set(id, deaths.filter((death) => index >= death.receipts).length)
  })
  return counts
}

const untilUnique = (receiver: Receiver, count: number) =>
  until(`${count} messages`, () => (receiver.counters().unique >= count ? true : undefined), 120_000, 2)

/** What the dead process had sent is read to the end. */
const untilQuiet = (receiver: Receiver): Promise<boolean> => {
  let seen = -1
  return until('the receiver is quiet', () => {
    const { requests } = receiver.counters()
    if (requests === seen) return true
    seen = requests
    return undefined
  })
}

const killAndRestart = async (
  receiver: Receiver,
  service: ServiceProcess,
  restart: () => Promise<ServiceProcess>,
): Promise<{ death: Death; next: ServiceProcess }> => {
  service.kill('SIGKILL')
  await service.exit
  await untilQuiet(receiver)
  const receipts = receiver.receipts.length
  const arrived = receiver.counters().unique
  const start = Date.now()
  const restarting = restart()
  const first = await until('a further message', () => receiver.receipts[receipts], 65_000, 2)
  return { death: { arrived, receipts, resumedMs: first.at - start }, next: await restarting }
}

/** Sends `count` findings through an embedded `serve` that dies by kill -9 `times` times on the way. */
export const runKills = async (processes: Processes, count: number, times: number): Promise<KillRun> => {
  await using cleanup = new AsyncDisposableStack()
  const receiver = cleanup.adopt(await startWebhook(), ({ close }) => close())
  const key = newApiKey(randomBytes)
  const env = { DATA_DIR: await processes.folder(), API_KEY: key, EGRESS_ALLOW: new URL(receiver.url).host }
  const start = (): Promise<ServiceProcess> => processes.service('serve', env)
  let service = await start()
  const { id } = await addWebhook(createApi(service.url, key), receiver.config)
  await completeScanWith(createApi(service.url, key), count)
  const deaths: Death[] = []
  for (let n = 1; n <= times; n += 1) {
    await untilUnique(receiver, Math.floor((count * n) / (times + 1)))
    const { death, next } = await killAndRestart(receiver, service, start)
    deaths.push(death)
    service = next
  }
  await untilUnique(receiver, count)
  const api = createApi(service.url, key)
  const states = await until('all is recorded as delivered', async () => {
    const now = await countStates(api, id)
    return now.delivered === count ? now : undefined
  })
  service.kill('SIGTERM')
  await service.exit
  const repeats = countRepeats(receiver.receipts, deaths)
  const kills = deaths.map(({ arrived, resumedMs }, index) => ({ arrived, resumedMs, duplicates: repeats[index] ?? 0 }))
  return { kills, lost: count - receiver.counters().unique, problems: receiver.problems(), states }
}
