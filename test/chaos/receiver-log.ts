import { openGrowing } from './growing-file.ts'

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
      /** Of the sender's end of the connection. */
      port: number
      /** What it is answered; 0 for none. */
      status: number
      retryAfterMs?: number
      problem?: string
    }
  | { step: 'over'; n: number; at: number; heard: boolean }

/** A process of the service opened a connection. */
export interface Connection {
  /** Which life of which process, such as `worker2-5`. */
  life: string
  port: number
  at: number
}

/** Whose connection it was; the empty text when nobody said so. */
export type FindSender = (port: number, at: number) => string

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
export const createJoin = (receiver: string, findSender: FindSender) => {
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
      const { step: _, n, port, ...came } = step
      const exchange = { ...came, receiver, sender: findSender(port, came.at), heard: false, from: place, to: Infinity }
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

export const openReceiverLog = (receiver: string, path: string, findSender: FindSender): ReceiverLog => {
  const readSteps = openGrowing<Step>(path)
  const { exchanges, accepted, add } = createJoin(receiver, findSender)
  return {
    exchanges,
    accepted,
    read: () => {
      for (const step of readSteps()) add(step)
    },
  }
}

/** Reads what the processes of the service wrote of their connections. */
export const openConnectionLog = (path: string): FindSender => {
  const readConnections = openGrowing<Connection>(path)
  const byPort = new Map<number, Connection[]>()
  return (port, at) => {
    for (const connection of readConnections()) {
      const own = byPort.get(connection.port)
      if (own) own.push(connection)
      else byPort.set(connection.port, [connection])
    }
    // A port is given out again and again.
    return byPort.get(port)?.findLast((connection) => connection.at <= at)?.life ?? ''
  }
}
