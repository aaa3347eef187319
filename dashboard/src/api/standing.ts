import { useSyncExternalStore } from 'react'

/** `live`: the service tells what changes. `asking`: it cannot just now, and the pages ask for themselves. */
export type Standing = 'connecting' | 'live' | 'asking'

/** How often what changes by itself is asked for again while the page is looked at. */
const ASKING_MS = 5_000
/** Notices are hints, and one may get lost with the process that was to give it. */
const LIVE_MS = 60_000

let standing: Standing = 'connecting'
const listeners = new Set<() => void>()

export const currentStanding = (): Standing => standing

export const setStanding = (next: Standing): void => {
  standing = next
  for (const listener of listeners) listener()
}

/** Milliseconds until a page asks again. */
export const askAgainMs = (): number => (standing === 'live' ? LIVE_MS : ASKING_MS)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useStanding = (): Standing => useSyncExternalStore(subscribe, currentStanding)
