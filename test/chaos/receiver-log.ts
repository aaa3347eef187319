import { openSync, readSync } from 'node:fs'

/** How a receiver behaves: shares of all requests. */
export interface Manners {
  /** 429 with `Retry-After`. */
  throttled?: number
  /** 2 unless told. */
  retryAfterSeconds?: number
  /** 500. */
  broken?: number
  /** The connection is reset in place of an answer. */
  reset?: number
  /** Answered after a while of up to `slowMs`. */
  slow?: number
  slowMs?: number
}

/** A line of a receiver's log. Times are epoch ms. */
export type Step =
  | { step: 'started'; at: number }
  | {
      step: 'came'
      n: number
      at: number
      delivery: string
      lane: number
      message: string
      sender: string
      /** What it is answered; 0 for none. */
      status: number
      retryAfterMs?: number
      problem?: string
    }
  | { step: 'over'; n: number; at: number; heard: boolean }

/** One request at a receiver. */
export interface Exchange {
  receiver: string
  /** The delivery's id. */
  delivery: string
  /** The integration, as its URL numbers it. */
  lane: number
  /** What it says, as the clients know it. */
  message: string
  /** The process that sent it. */
  sender: string
  /** 0 when it got no answer. */
  status: number
  retryAfterMs?: number
  problem?: string
  /** When it had come, epoch ms. */
  at: number
  /** When it was over; undefined while it is not, or when the receiver died first. */
  overAt?: number
  /** The answer went out whole. */
  heard: boolean
  /** Places in the receiver's log, which order what times cannot. `to` is Infinity while it is not over. */
  from: number
  to: number
}

/** Reads a receiver's log while it grows. */
export interface ReceiverLog {
  exchanges: readonly Exchange[]
  /** Different messages with a 2xx so far: by integration and delivery. */
  accepted: ReadonlySet<string>
  /** Takes in what was written since. */
  read(): void
}

export const isDone = ({ status }: Pick<Exchange, 'status'>): boolean => status >= 200 && status < 300

/** Puts a receiver's steps together. */
export const createJoin = (receiver: string) => {
  const exchanges: Exchange[] = []
  const accepted = new Set<string>()
  const open = new Map<number, Exchange>()
  let place = 0
  const add = (step: Step): void => {
    place += 1
    if (step.step === 'started') {
      // What an earlier life had not answered ended with it.
      for (const exchange of open.values()) exchange.to = place
      open.clear()
    } else if (step.step === 'came') {
      const { step: _, n, ...came } = step
      const exchange = { ...came, receiver, heard: false, from: place, to: Infinity }
      exchanges.push(exchange)
      open.set(n, exchange)
      if (isDone(exchange)) accepted.add(exchange.delivery)
    } else {
      const exchange = open.get(step.n)
      open.delete(step.n)
      if (exchange) Object.assign(exchange, { overAt: step.at, heard: step.heard, to: place })
    }
  }
  return { exchanges, accepted, add }
}

export const openReceiverLog = (receiver: string, path: string): ReceiverLog => {
  const file = openSync(path, 'a+')
  const buffer = Buffer.alloc(1 << 20)
  const { exchanges, accepted, add } = createJoin(receiver)
  let offset = 0
  let rest = ''
  return {
    exchanges,
    accepted,
    read: () => {
      for (;;) {
        const size = readSync(file, buffer, 0, buffer.length, offset)
        if (size === 0) return
        offset += size
        const lines = (rest + buffer.toString('latin1', 0, size)).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) add(JSON.parse(Buffer.from(line, 'latin1').toString()) as Step)
      }
    },
  }
}
