import cliProgress from 'cli-progress'
import { say } from './print.ts'

/** Shows how far something is that takes long; on standard error. */
export interface Progress {
  update(done: number, all: number): void
  stop(): void
}

/** What is through sooner shows nothing. */
const SHOW_AFTER_MS = 1000
/** Between two lines where there is no terminal. */
const LINE_EVERY_MS = 10_000

const asLines = (what: string): Progress => {
  let next = performance.now() + SHOW_AFTER_MS
  return {
    update: (done, all) => {
      if (performance.now() < next) return
      next = performance.now() + LINE_EVERY_MS
      say(`${what}: ${done} of ${all}`)
    },
    stop: () => undefined,
  }
}

const asBar = (what: string): Progress => {
  const bar = new cliProgress.SingleBar(
    { format: `${what} {bar} {percentage} % | {value} of {total}`, clearOnComplete: true, hideCursor: true },
    cliProgress.Presets.shades_classic,
  )
  const shownFrom = performance.now() + SHOW_AFTER_MS
  return {
    update: (done, all) => {
      if (performance.now() < shownFrom) return
      if (!bar.isActive) bar.start(all, done)
      bar.setTotal(all)
      bar.update(done)
    },
    stop: () => bar.stop(),
  }
}

/** On a terminal a bar, elsewhere a line now and then, once it takes over a second. */
export const startProgress = (what: string): Progress => (process.stderr.isTTY ? asBar(what) : asLines(what))
