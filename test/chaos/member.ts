import { setTimeout as pause } from 'node:timers/promises'
import type { Child, Ended } from '../process.ts'
import type { Fault } from './run.ts'

/** A running process, and where it listens. */
export type Started = Child & { url: string }

/** A process that is started anew whenever it ends, as by an operator's supervisor. */
export interface Member {
  name: string
  /** The running process; waits while there is none. */
  running(): Promise<Started>
  /** By kill -9; resolves when it is dead. */
  kill(): Promise<void>
  /** By SIGTERM; answers how it ended and how long it took. */
  terminate(): Promise<Ended & { tookMs: number }>
  /** SIGSTOP, and SIGCONT after so long. */
  freeze(ms: number): Promise<void>
  /** By SIGTERM, and no other is started. */
  dismiss(): Promise<Ended>
}

const START_AGAIN_MS = 200
/** A start may fail while what it needs is away. */
const MAX_STARTS = 100

/** `start` gets the name of the new life, such as `worker2-5`. What befalls it goes into `faults`. */
export const supervise = async (
  name: string,
  start: (life: string) => Promise<Started>,
  faults: Fault[],
): Promise<Member> => {
  let lives = 0
  let dismissed = false
  const lifeOf = new Map<Started, string>()
  const ending = new Set<Started>()

  const watch = async (started: Started, life: string): Promise<void> => {
    await started.exit
    if (ending.has(started) || dismissed) return
    faults.push({ how: 'died', who: life, at: Date.now() })
    current = begin()
    current.catch(() => undefined)
  }
  const begin = async (): Promise<Started> => {
    for (let tries = 1; ; tries += 1) {
      const life = `${name}-${(lives += 1)}`
      try {
        const started = await start(life)
        lifeOf.set(started, life)
        void watch(started, life)
        return started
      } catch (error) {
        if (tries === MAX_STARTS || dismissed) throw error
        await pause(START_AGAIN_MS)
      }
    }
  }
  let current = begin()
  await current

  let turn: Promise<unknown> = Promise.resolve()
  /** One harm after the other: a process that is only starting is not harmed. */
  const inTurn = <T>(harm: () => Promise<T>): Promise<T> => {
    const done = turn.then(harm)
    turn = done.catch(() => undefined)
    return done
  }
  const strike = async (how: 'kill' | 'terminate', signal: NodeJS.Signals): Promise<Ended & { tookMs: number }> => {
    const started = await current
    ending.add(started)
    const at = Date.now()
    faults.push({ how, who: lifeOf.get(started) ?? name, at })
    started.kill(signal)
    const ended = await started.exit
    const tookMs = Date.now() - at
    current = begin()
    // Whoever waits for it hears of it.
    current.catch(() => undefined)
    return { ...ended, tookMs }
  }
  const halt = async (ms: number): Promise<void> => {
    const started = await current
    const fault: Fault = { how: 'freeze', who: lifeOf.get(started) ?? name, at: Date.now(), until: Infinity }
    faults.push(fault)
    started.kill('SIGSTOP')
    await pause(ms)
    started.kill('SIGCONT')
    fault.until = Date.now()
  }
  return {
    name,
    running: () => current,
    kill: async () => {
      await inTurn(() => strike('kill', 'SIGKILL'))
    },
    terminate: () => inTurn(() => strike('terminate', 'SIGTERM')),
    freeze: (ms) => inTurn(() => halt(ms)),
    dismiss: async () => {
      const started = await current
      dismissed = true
      started.kill('SIGTERM')
      return started.exit
    },
  }
}
