import type { RawRequest } from './reader.ts'

/** What to keep of what comes from now on. */
export interface Ask {
  /** So many requests whole. */
  keep?: number
  /** When each event came whose finding bears a mark: its number after this text. */
  mark?: string
}

export interface Counters {
  requests: number
  /** As `requests`, but each line of a batch counts. */
  events: number
  /** By the clock that all processes of this machine share, in milliseconds. */
  lastAt: number
  /** When each thousandth event came. */
  lapsAt: number[]
}

/** A request as a client can post it again. */
export interface Kept {
  path: string
  headers: Record<string, string>
  body: string
}

export interface Ledger {
  reset(ask: Ask): void
  note(request: RawRequest): void
  counters(): Counters
  kept(): Kept[]
  /** By mark; null where it did not come. */
  arrivals(): (number | null)[]
}

export const LAP = 1000
const NEW_LINE = 10
const HOP_BY_HOP = new Set(['host', 'connection', 'content-length', 'keep-alive', 'accept-encoding'])

const linesIn = (body: Buffer): number => {
  let lines = 1
  for (let at = body.indexOf(NEW_LINE); at >= 0; at = body.indexOf(NEW_LINE, at + 1)) lines += 1
  return lines
}

const keptOf = ({ path, head, body }: RawRequest): Kept => {
  const headers = head
    .split('\r\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()] as const)
    .filter(([name]) => !HOP_BY_HOP.has(name))
  return { path, headers: Object.fromEntries(headers), body: body.toString() }
}

const markIn = (body: Buffer, mark: string): number | undefined => {
  const at = body.indexOf(mark)
  return at < 0 ? undefined : Number.parseInt(body.toString('latin1', at + mark.length, at + mark.length + 9), 10)
}

/** Milliseconds of the clock that all processes of this machine share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6

const noCounters = (): Counters => ({ requests: 0, events: 0, lastAt: 0, lapsAt: [] })

export const createLedger = (): Ledger => {
  let ask: Ask = {}
  let kept: RawRequest[] = []
  let arrivals: (number | undefined)[] = []
  let counters = noCounters()
  return {
    reset: (next) => {
      ask = next
      kept = []
      arrivals = []
      counters = noCounters()
    },
    note: (request) => {
      counters.requests += 1
      counters.events += request.path.startsWith('/services/collector') ? linesIn(request.body) : 1
      counters.lastAt = sharedNow()
      if (counters.events >= LAP * (counters.lapsAt.length + 1)) counters.lapsAt.push(counters.lastAt)
      if (kept.length < (ask.keep ?? 0)) kept.push(request)
      const mark = ask.mark === undefined ? undefined : markIn(request.body, ask.mark)
      if (mark !== undefined) arrivals[mark] ??= counters.lastAt
    },
    counters: () => counters,
    kept: () => kept.map(keptOf),
    arrivals: () => Array.from(arrivals, (at) => at ?? null),
  }
}
