import type { Answer, ReceivedRequest } from './exchange.ts'

/** One request as it came and what it got. */
export interface Receipt {
  /** epoch ms */
  at: number
  method: string
  /** With the query. */
  path: string
  headers: Record<string, string>
  body: string
  /** 0 when it got no answer. */
  status: number
  /** What was malformed, in words; undefined when fine. */
  problem?: string
  /** How many events it carried. */
  events: number
  /** The same message had come before, accepted or not. */
  retried?: boolean
}

export interface Counters {
  requests: number
  /** Answered that they came too fast. */
  throttled: number
  /** Answered with 2xx. */
  accepted: number
  problems: number
  /** Events taken in. */
  events: number
  /** Messages accepted once or more. */
  unique: number
  /** Acceptances of a message that had been accepted before. */
  duplicates: number
  /** epoch ms of the first and last request */
  firstAt: number | null
  lastAt: number | null
}

const MAX_PROBLEMS = 1_000
// A Map ends at 16.7 million entries; split by the identity's last character so that an hour of load fits.
const SHARDS = 16

/** Which messages came, and which of them were accepted. */
const createSeen = () => {
  const shards = Array.from({ length: SHARDS }, () => new Map<string, boolean>())
  return (id: string, accepted: boolean): { before: boolean; acceptedBefore: boolean } => {
    const shard = shards[id.charCodeAt(id.length - 1) % SHARDS] ?? new Map<string, boolean>()
    const known = shard.get(id)
    if (known !== true) shard.set(id, accepted)
    return { before: known !== undefined, acceptedBefore: known === true }
  }
}

/** Keeps receipts, or only counters, and tells repeated messages from new ones. */
export const createRecord = (keepReceipts: boolean) => {
  const receipts: Receipt[] = []
  const problems: string[] = []
  const counters: Counters = {
    requests: 0,
    throttled: 0,
    accepted: 0,
    problems: 0,
    events: 0,
    unique: 0,
    duplicates: 0,
    firstAt: null,
    lastAt: null,
  }
  const seen = createSeen()

  const countMessage = (identity: string, accepted: boolean): boolean => {
    const { before, acceptedBefore } = seen(identity, accepted)
    if (accepted) counters[acceptedBefore ? 'duplicates' : 'unique'] += 1
    return before
  }

  const note = (request: ReceivedRequest, path: string, answer: Answer | 'hang' | 'reset', identity?: string): void => {
    const { status, problem, events = 0, throttled = false } = typeof answer === 'string' ? { status: 0 } : answer
    const accepted = status >= 200 && status < 300
    counters.requests += 1
    counters.throttled += throttled ? 1 : 0
    counters.accepted += accepted ? 1 : 0
    counters.events += events
    counters.firstAt ??= request.at
    counters.lastAt = request.at
    const retried = identity !== undefined && countMessage(identity, accepted)
    if (problem !== undefined) {
      counters.problems += 1
      if (problems.length < MAX_PROBLEMS) problems.push(problem)
    }
    if (!keepReceipts) return
    const { at, method, headers, body } = request
    const marks = { ...(problem === undefined ? {} : { problem }), ...(retried ? { retried } : {}) }
    receipts.push({ at, method, path, headers, body, status, events, ...marks })
  }

  return { receipts, note, counters: () => ({ ...counters }), problems: () => [...problems] }
}
