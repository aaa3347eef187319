import { setFlagsFromString } from 'node:v8'

/** Below this a report is over before its garbage counts. */
const LARGE_BYTES = 8 * 1024 * 1024
/** V8's own rules. */
const USUAL_PERCENT = 0
const SPARING_PERCENT = 50
let users = 0

/**
 * Runs `work` on a report of `bytes` bytes. A large one is nothing but short-lived objects: for new ones V8 sets aside up to
 * 128 MB, and what outlives those it collects late. So the space for new objects grows no more from here on (the service
 * has it so from its start; 200 MB of SARIF peaked at 478 MB with that growth and at 238 MB without it), and until the work
 * is done old objects are collected once they are half as many again. With both, the import of 120,000 results in 59 MB
 * peaked at 426 MB, of which the idle service has 205; with the first alone at 479 to 506 MB, and took about as long.
 */
export const sparingHeap = async <Result>(bytes: number, work: () => Promise<Result>): Promise<Result> => {
  if (bytes <= LARGE_BYTES) return work()
  setFlagsFromString('--semi-space-growth-factor=1')
  if (users++ === 0) growBy(SPARING_PERCENT)
  try {
    return await work()
  } finally {
    if (--users === 0) growBy(USUAL_PERCENT)
  }
}

const growBy = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`)
