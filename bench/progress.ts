import { setInterval } from 'node:timers'

export interface Progress {
  tell(text: string): void
  /** Takes the line away. */
  clear(): void
}

/** One line on a terminal's standard error that says what is going on and for how long; nothing elsewhere. */
export const createProgress = (prefix: () => string, out: NodeJS.WriteStream = process.stderr): Progress => {
  if (!out.isTTY) return { tell: () => undefined, clear: () => undefined }
  let text = ''
  let since = performance.now()
  const draw = (): void => {
    const seconds = Math.round((performance.now() - since) / 1000)
    out.write(`\r\x1b[K${`${prefix()}: ${text}, ${seconds} s`.slice(0, out.columns - 1)}`)
  }
  const timer = setInterval(draw, 1000).unref()
  return {
    tell: (next) => {
      text = next
      since = performance.now()
      draw()
    },
    clear: () => {
      clearInterval(timer)
      out.write('\r\x1b[K')
    },
  }
}
