import { setTimeout as pause } from 'node:timers/promises'
import type { End } from '../postgres-server.ts'
import type { Stage } from './campaign.ts'
import { createDraw, pick } from './draw.ts'
import type { Installation } from './installation.ts'

/** One harm, when so large a share of all deliveries has arrived. */
export interface Blow {
  share: number
  whom: 'api' | 'worker' | 'receiver' | 'database'
  /** Which of them: in [0, 1). */
  which: number
  how: 'kill' | 'terminate' | 'freeze' | End
  /** How long a freeze lasts. */
  ms: number
}

const WAYS = {
  api: ['kill', 'terminate', 'freeze'],
  worker: ['kill', 'terminate', 'freeze'],
  receiver: ['kill', 'freeze'],
  database: ['fast', 'immediate', 'killed', 'freeze'],
} as const

export interface PlanOptions {
  seed: string
  blows: number
  whom: readonly [Blow['whom'], ...Blow['whom'][]]
  /** Longest freeze. A request has 15 s: receivers that are frozen for as long would be told of by both sides as they saw it. */
  maxFreezeMs: number
}

/** Who is harmed when and how; the same seed plans the same. */
export const planBlows = ({ seed, blows, whom, maxFreezeMs }: PlanOptions): Blow[] => {
  const draw = createDraw(seed)
  return Array.from({ length: blows }, (_, n) => {
    const share = (n + draw()) / (blows + 1)
    const victim = pick(draw, whom)
    return { share, whom: victim, which: draw(), how: pick(draw, WAYS[victim]), ms: 100 + draw() * (maxFreezeMs - 100) }
  })
}

const strike = async ({ api, workers, receivers, database }: Installation, blow: Blow): Promise<void> => {
  const { whom, how, ms, which } = blow
  if (whom === 'database') {
    if (how === 'freeze') await database?.freeze(ms)
    else if (how !== 'kill' && how !== 'terminate') await database?.restart(how)
    return
  }
  const members = { api: [api] as const, worker: workers, receiver: receivers }[whom]
  const member = pick(() => which, members)
  if (how === 'freeze') await member.freeze(ms)
  else if (how === 'terminate') await member.terminate()
  else await member.kill()
}

/** Deals the blows when their time has come; several may be felt at once. */
export const deal = async ({ installation, untilArrived }: Stage, blows: readonly Blow[]): Promise<void> => {
  const felt: Promise<void>[] = []
  for (const blow of blows) {
    await untilArrived(blow.share)
    felt.push(strike(installation, blow))
    // Their order is part of the plan, also where two fall together.
    await pause(1)
  }
  await Promise.all(felt)
}
