const WIDTH = 30

export interface Progress {
  add(count: number): void
  /** Takes the bar away. */
  end(): void
}

const SILENT: Progress = { add: () => undefined, end: () => undefined }

/** A bar on a terminal's standard error, over `total` steps; nothing elsewhere. */
export const createProgress = (total: number, out: NodeJS.WriteStream = process.stderr): Progress => {
  if (!out.isTTY || total === 0) return SILENT
  let done = 0
  return {
    add: (count) => {
      done = Math.min(total, done + count)
      const filled = Math.floor((WIDTH * done) / total)
      out.write(`\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${String(done)} of ${String(total)}`)
    },
    end: () => void out.write('\r\x1b[K'),
  }
}
