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

/** Keeps the time; monotonic, in milliseconds. */
type Clock = () => number

const asLines = (what: string, now: Clock): Progress => {
  let next = now() + SHOW_AFTER_MS
  return {
    update: (done, all) => {
      if (now() < next) return
      next = now() + LINE_EVERY_MS
      say(`${what}: ${done} of ${all}`)
    },
    stop: () => undefined,
  }
}

const asBar = (what: string, now: Clock, stream: NodeJS.WriteStream): Progress => {
  const bar = new cliProgress.SingleBar(
    { format: `${what} {bar} {percentage} % | {value} of {total}`, clearOnComplete: true, hideCursor: true, stream },
    cliProgress.Presets.shades_classic,
  )
  const shownFrom = now() + SHOW_AFTER_MS
  return {
    update: (done, all) => {
      if (now() < shownFrom) return
      if (!bar.isActive) bar.start(all, done)
      bar.setTotal(all)
      bar.update(done)
    },
    stop: () => bar.stop(),
  }
}

/** On a terminal a bar, elsewhere a line now and then, once it takes over a second. */
export const startProgress = (
  what: string,
  stream: NodeJS.WriteStream = process.stderr,
  now: Clock = () => performance.now(),
): Progress => (stream.isTTY ? asBar(what, now, stream) : asLines(what, now))

/** The same for something that tells each step; nothing where there are none. */
export const startSteps = (what: string, total: number): { add(count: number): void; stop(): void } => {
  if (total === 0) return { add: () => undefined, stop: () => undefined }
  const { update, stop } = startProgress(what)
  let done = 0
  return {
    add: (count) => {
      done = Math.min(total, done + count)
      update(done, total)
    },
    stop,
  }
}
