import { setTimeout as sleep } from 'node:timers/promises'
import type { Rate } from '../core/rate.ts'
import type { Lane, Later } from './lane.ts'
import type { Remotes } from './remotes.ts'

/** Without an answer permits are asked for again after this. */
const ASK_AGAIN_MS = 1000

/** Gets a lane what it asks for; answers what would have to wait too long for it. Never rejects. */
export const askPermits = async <Work>(
  remotes: Remotes,
  { lane, remote, rates }: { lane: Lane<Work>; remote: string; rates: readonly Rate[] },
  wanted: number,
): Promise<Later<Work>[]> => {
  const permits = await remotes.permits(remote, wanted, rates)
  if (!permits) {
    await sleep(ASK_AGAIN_MS, undefined, { ref: false })
    lane.refuse()
    return []
  }
  const now = performance.now()
  const holds = permits.inMs.map((ms) => now + ms)
  return lane.grant(holds, now + permits.nextInMs, now)
}
