import { constants } from 'node:os'
import { Ended } from './exit.ts'

/** Somebody asked us to end; the code is 128 and the number of the signal. */
export class Stopped extends Ended {
  override name = 'Stopped'
  readonly signal: NodeJS.Signals
  constructor(signal: NodeJS.Signals) {
    super(128 + constants.signals[signal], `stopped by ${signal}`)
    this.signal = signal
  }
}

/** SIGINT or SIGTERM, as long as it is listened for. */
export interface Stop extends Disposable {
  /** Aborted by the first one; the reason is a `Stopped`. */
  asked: AbortSignal
  /** Aborted by the second one: whoever asks twice does not want to wait. A third one ends the process. */
  again: AbortSignal
}

/** A terminal's Ctrl-C comes twice where `npm` or the like passes on what we have heard already. */
const SAME_MS = 500

export const listenForStop = (): Stop => {
  const [asked, again] = [new AbortController(), new AbortController()]
  let last = -Infinity
  const hear = (signal: NodeJS.Signals): void => {
    const isSame = performance.now() - last < SAME_MS
    last = performance.now()
    const stopped = new Stopped(signal)
    if (!asked.signal.aborted) asked.abort(stopped)
    else if (isSame) return
    else if (!again.signal.aborted) again.abort(stopped)
    else process.exit(stopped.code)
  }
  process.on('SIGTERM', hear).on('SIGINT', hear)
  return {
    asked: asked.signal,
    again: again.signal,
    [Symbol.dispose]: () => process.off('SIGTERM', hear).off('SIGINT', hear),
  }
}

/** What a `Stop` was asked by; undefined until then. */
export const stoppedBy = ({ asked }: Stop): Stopped | undefined =>
  asked.reason instanceof Stopped ? asked.reason : undefined
