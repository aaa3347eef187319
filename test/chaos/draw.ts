import { createHash } from 'node:crypto'

/** Numbers in [0, 1): the same seed gives the same ones again. */
export const createDraw = (seed: string): (() => number) => {
  let n = 0
  return () => {
    n += 1
    return createHash('sha256').update(`${seed} ${n}`).digest().readUInt32BE() / 2 ** 32
  }
}

/** One of them, each as likely. */
export const pick = <T>(draw: () => number, all: readonly [T, ...T[]]): T =>
  all[Math.floor(draw() * all.length)] ?? all[0]
