import cliProgress from 'cli-progress'

/** Shows how far something is that takes long. */
export interface Progress {
  update(done: number, all: number): void
  stop(): void
}

/** What is through sooner shows nothing. */
const SHOW_AFTER_MS = 1000

/** On a terminal a bar, once it takes over a second; elsewhere nothing. It goes to standard error. */
export const startProgress = (what: string): Progress => {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
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
