import { useSyncExternalStore } from 'react'

const TICK_MS = 5_000
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'narrow' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' })

/** One clock for the page, so that all times move on together. */
let now = Date.now()
const listeners = new Set<() => void>()
setInterval(() => {
  now = Date.now()
  for (const listener of listeners) listener()
}, TICK_MS)

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const exactTime = (at: string): string => exact.format(new Date(at))

export const relativeTime = (at: string, from: number): string => {
  const seconds = Math.round((new Date(at).getTime() - from) / 1000)
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size)
  if (step) return relative.format(Math.trunc(seconds / step[1]), step[0])
  // The page's clock lags by up to a tick.
  if (Math.abs(seconds) * 1000 <= TICK_MS) return 'now'
  return relative.format(seconds, 'second')
}

/** The page's clock, epoch ms; moves on every few seconds. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now)

/** How long ago; the exact time on hover. */
export const Time = ({ at }: { at: string }) => {
  const from = useNow()
  return (
    <time dateTime={at} title={exactTime(at)}>
      {relativeTime(at, from)}
    </time>
  )
}

/** Milliseconds as a person reads them. */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
