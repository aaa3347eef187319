import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'

export interface Message {
  path: string
  headers: Record<string, string>
  body: string
}

/** Of one pass of the bare client. */
export interface Bare {
  seconds: number
  cpuSeconds: number
  /** From the sending of each to its answer, in milliseconds. */
  tookMs: number[]
}

/** Waits until then, by `performance.now()`. */
export const untilTime = async (at: number): Promise<void> => {
  const ms = at - performance.now()
  if (ms > 0) await sleep(ms)
}

const repeat = function* (messages: readonly Message[], count: number): Generator<Message> {
  for (let sent = 0; sent < count;) {
    for (const message of messages.slice(0, count - sent)) yield message
    sent += messages.length
  }
}

/** Posts so many messages a second, whatever became of those before; answers how long each took, in milliseconds. */
export const paceBare = async (
  origin: string,
  messages: readonly Message[],
  perSecond: number,
  seconds: number,
): Promise<number[]> => {
  const agent = new Agent({ connections: 16 })
  const post = async ({ path, headers, body }: Message): Promise<number> => {
    const sentAt = performance.now()
    const response = await agent.request({ origin, path, method: 'POST', headers, body })
    await response.body.dump()
    return performance.now() - sentAt
  }
  const posts: Promise<number>[] = []
  const start = performance.now()
  for (const message of repeat(messages, perSecond * seconds)) {
    await untilTime(start + (1000 * posts.length) / perSecond)
    posts.push(post(message))
  }
  const tookMs = await Promise.all(posts)
  await agent.close()
  return tookMs
}

/** Posts `count` messages, those given over and over, `concurrency` at a time, with nothing but undici. */
export const postBare = async (
  origin: string,
  messages: readonly Message[],
  count: number,
  concurrency: number,
): Promise<Bare> => {
  if (messages.length === 0) throw new Error('there is nothing to post')
  const agent = new Agent({ connections: concurrency })
  const rest = repeat(messages, count)
  const tookMs: number[] = []
  const start = performance.now()
  const cpu = process.cpuUsage()
  const lane = async (): Promise<void> => {
    for (const { path, headers, body } of rest) {
      const sentAt = performance.now()
      const response = await agent.request({ origin, path, method: 'POST', headers, body })
      await response.body.dump()
      if (response.statusCode >= 300) throw new Error(`the receiver answered ${response.statusCode}`)
      tookMs.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  await agent.close()
  return { seconds, cpuSeconds: (user + system) / 1e6, tookMs }
}
