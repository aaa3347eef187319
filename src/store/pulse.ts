import pg from 'pg'

/** Watches whether the database answers while somebody waits for it. */
export interface Pulse {
  stop(): Promise<void>
}

export interface PulseOptions {
  /** A connection that is not open yet. */
  newClient(): pg.Client
  /** Somebody waits for an answer. */
  isAwaited(): boolean
  /** It answers nothing: no connection is of use. */
  onLost(): void
  /** It answers again; who asked before that, in monotonic milliseconds, and has no answer may get none. */
  onBack(askedAt: number): void
}

const EVERY_MS = 1000
// Three seconds, in parts: a process that was busy for as long has not waited for the database.
const TICK_MS = 250
const TICKS = 12

/** Whether it resolved within its time. */
const isInTime = async (answer: Promise<unknown>): Promise<boolean> => {
  let settled: boolean | undefined
  const done = answer.then(
    () => (settled = true),
    () => (settled = false),
  )
  for (let tick = 0; tick < TICKS && settled === undefined; tick += 1) {
    let timer: NodeJS.Timeout | undefined
    const ticked = new Promise((resolve) => (timer = setTimeout(resolve, TICK_MS)))
    await Promise.race([done, ticked])
    clearTimeout(timer)
  }
  return settled ?? false
}

/**
 * A connection whose packets vanish looks like one whose statement takes long, and TCP gives it a quarter of an hour. So
 * while somebody waits a statement that takes no time is asked beside, each second, on a connection of its own.
 */
export const watchPulse = ({ newClient, isAwaited, onLost, onBack }: PulseOptions): Pulse => {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let isLost = false

  const drop = (): void => {
    const old = client
    client = undefined
    void old?.end().catch(() => undefined)
  }
  const ask = async (): Promise<void> => {
    if (!client) {
      const next = newClient()
      // Whoever asks hears of it.
      next.on('error', () => undefined)
      client = next
      await next.connect()
    }
    await client.query('select 1')
  }
  /** A refusal, as of one connection too many, is an answer. */
  const askAnew = (error: unknown): void => {
    drop()
    if (!(error instanceof pg.DatabaseError)) throw error
  }
  const beat = async (): Promise<void> => {
    if (!isAwaited() && !isLost) return
    const wasLost = isLost
    const askedAt = performance.now()
    isLost = !(await isInTime(ask().catch(askAnew)))
    if (isLost) {
      drop()
      onLost()
    } else if (wasLost) onBack(askedAt)
  }
  const wait = (): void => {
    if (stopped) return
    timer = setTimeout(() => {
      beating = beat().then(wait)
    }, EVERY_MS)
    timer.unref()
  }
  let beating = Promise.resolve()
  wait()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await beating
      drop()
    },
  }
}
