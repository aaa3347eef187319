import type { Query } from '@tanstack/react-query'
import { readChanges } from './change-stream.ts'
import { queryClient } from './queries.ts'
import type { ChangeNotice } from './schemas.ts'
import { setStanding } from './standing.ts'

type Kind = ChangeNotice['changed'][number]

/** Between two rounds of asking, whatever comes in: the service answers others too. */
const ROUND_MS = 1_000
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/** A longer read is left as it is: its rows would jump below whoever reads them. */
const LIVE_PAGES = 2

/** The overview is made of these. */
const OVERVIEW: readonly Kind[] = ['integrations', 'deliveries']

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const isLongRead = ({ state: { data } }: Query): boolean =>
  typeof data === 'object' &&
  data !== null &&
  'pages' in data &&
  Array.isArray(data.pages) &&
  data.pages.length > LIVE_PAGES

const shows = ({ queryKey: [path] }: Query, kinds: ReadonlySet<Kind>): boolean => {
  if (path === '/overview') return OVERVIEW.some((kind) => kinds.has(kind))
  return typeof path === 'string' && [...kinds].some((kind) => path.split('/').includes(kind))
}

/** Asks again for what shows something of these kinds, a round at a time. */
const createRounds = () => {
  const changed = new Set<Kind>()
  let isRunning = false
  return async (kinds: readonly Kind[]): Promise<void> => {
    for (const kind of kinds) changed.add(kind)
    if (isRunning) return
    isRunning = true
    while (changed.size > 0) {
      const round = new Set(changed)
      changed.clear()
      const asked = queryClient.invalidateQueries({ predicate: (query) => shows(query, round) && !isLongRead(query) })
      await Promise.all([asked, pause(ROUND_MS)])
    }
    isRunning = false
  }
}

const askAll = (): void => void queryClient.invalidateQueries({ predicate: (query) => !isLongRead(query) })

/** Listens until it is ended, and comes back whenever the stream breaks. What was missed meanwhile is asked for. */
const listen = async (signal: AbortSignal, isReturn: boolean): Promise<void> => {
  const onChanged = createRounds()
  let waitMs = FIRST_WAIT_MS
  let missed = isReturn
  const onOpen = (): void => {
    waitMs = FIRST_WAIT_MS
    setStanding('live')
    if (missed) askAll()
    missed = true
  }
  const untilItBreaks = async (): Promise<void> => {
    for await (const { changed } of readChanges(signal, onOpen)) void onChanged(changed)
  }
  const isOver = (): boolean => signal.aborted
  while (!isOver()) {
    // Whatever breaks it: the pages ask for themselves then, and say so where they cannot.
    await untilItBreaks().catch(() => undefined)
    if (isOver()) return
    setStanding('asking')
    // Queries look anew at how often they are to ask.
    if (missed) askAll()
    await pause(waitMs * (0.75 + Math.random() / 2))
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}

/**
 * Keeps what the pages show up to date for as long as somebody looks; answers how to stop. A hidden page holds no stream:
 * a browser opens six connections to a server and no more.
 */
export const startLive = (): (() => void) => {
  let listening: AbortController | undefined
  let isReturn = false
  const stop = (): void => {
    listening?.abort()
    listening = undefined
  }
  const follow = (): void => {
    stop()
    if (document.visibilityState === 'hidden') return
    listening = new AbortController()
    void listen(listening.signal, isReturn)
    isReturn = true
  }
  document.addEventListener('visibilitychange', follow)
  follow()
  return () => {
    document.removeEventListener('visibilitychange', follow)
    stop()
    setStanding('connecting')
  }
}
