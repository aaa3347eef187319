import { Readable } from 'node:stream'
import { CHANGE_KINDS, type ChangeKind } from '../core/change-kinds.ts'
import { AppError } from '../core/error.ts'

/** Hands on what changed in a workspace to whoever watches it through this process. */
export interface ChangeHub {
  /**
   * What changes in the workspace from now on, as lists of kinds; an empty one is a sign of life. Ends when it is destroyed
   * or the hub closed. Throws `rate_limited` and `unavailable` where too many are open.
   */
  open(workspaceId: string): Readable
  /** Something changed in that workspace. */
  tell(workspaceId: string, kinds: readonly ChangeKind[]): void
  /** Notices were missed: anything may have changed. */
  tellAll(): void
  close(): Promise<void>
}

export interface ChangeHubOptions {
  perWorkspace?: number
  perProcess?: number
  /** The least time between two lists: what changes meanwhile comes in one. */
  gapMs?: number
  /** The longest without a sign of life. */
  beatMs?: number
}

interface Feed {
  readable: Readable
  add(kinds: readonly ChangeKind[]): void
  end(): void
}

/** However slowly it is read, it holds each kind once. */
const createFeed = (gapMs: number, beatMs: number, onClose: () => void): Feed => {
  const kinds = new Set<ChangeKind>()
  let isDue = false
  let isWanted = false
  let resting: NodeJS.Timeout | undefined

  const pass = (): void => {
    if (!isDue || !isWanted || resting) return
    resting = setTimeout(() => {
      resting = undefined
      pass()
    }, gapMs)
    const list = [...kinds]
    kinds.clear()
    isDue = false
    isWanted = false
    readable.push(list)
  }
  const add: Feed['add'] = (more) => {
    for (const kind of more) kinds.add(kind)
    isDue = true
    pass()
  }
  const beating = setInterval(() => add([]), beatMs)
  const readable = new Readable({
    objectMode: true,
    highWaterMark: 1,
    read: () => {
      isWanted = true
      pass()
    },
    destroy: (error, done) => {
      clearTimeout(resting)
      clearInterval(beating)
      onClose()
      done(error)
    },
  })
  return { readable, add, end: () => readable.push(null) }
}

const tooMany = (code: 'rate_limited' | 'unavailable', detail: string): AppError =>
  new AppError(code, detail, { headers: { 'retry-after': '30' } })

export const createChangeHub = (options: ChangeHubOptions = {}): ChangeHub => {
  const { perWorkspace = 100, perProcess = 1000, gapMs = 500, beatMs = 15_000 } = options
  const feeds = new Map<string, Set<Feed>>()
  let count = 0
  let isClosed = false

  const requireRoom = (workspaceId: string): void => {
    if (isClosed) throw tooMany('unavailable', 'The service is closing: open the stream again in a moment.')
    if (count >= perProcess)
      throw tooMany('unavailable', `This process has ${String(perProcess)} streams open already.`)
    if ((feeds.get(workspaceId)?.size ?? 0) >= perWorkspace)
      throw tooMany('rate_limited', `A workspace may have ${String(perWorkspace)} streams open: close some.`)
  }
  const forget = (workspaceId: string, feed: Feed): void => {
    const own = feeds.get(workspaceId)
    if (!own?.delete(feed)) return
    count -= 1
    if (own.size === 0) feeds.delete(workspaceId)
  }
  const allFeeds = (): Feed[] => [...feeds.values()].flatMap((own) => [...own])
  return {
    open: (workspaceId) => {
      requireRoom(workspaceId)
      const feed = createFeed(gapMs, beatMs, () => forget(workspaceId, feed))
      feeds.set(workspaceId, (feeds.get(workspaceId) ?? new Set()).add(feed))
      count += 1
      return feed.readable
    },
    tell: (workspaceId, kinds) => feeds.get(workspaceId)?.forEach((feed) => feed.add(kinds)),
    tellAll: () => {
      for (const feed of allFeeds()) feed.add(CHANGE_KINDS)
    },
    close: () => {
      isClosed = true
      for (const feed of allFeeds()) feed.end()
      return Promise.resolve()
    },
  }
}
