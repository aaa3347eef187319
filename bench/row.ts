import type { Processes } from '../test/process.ts'

/** What is asked of the median: of the value itself, or of its ratio to the bare client's. */
export type Asked = { of?: 'ratio' } & ({ atLeast: number } | { atMost: number })

/** One figure of one run. */
export interface Figure {
  what: string
  unit: string
  value: number
  /** The same of a bare undici client that posted the same bodies to the same receiver in the same run. */
  bare?: number
  asked?: Asked
}

export interface Bench {
  processes: Processes
  /** Says on a terminal what is going on. */
  tell(text: string): void
}

/** One row of the benchmark: what it does is said in its title, what it measures in its figures. */
export interface Row {
  title: string
  /** How often it is measured where `--runs` does not say; five times unless it takes long. */
  runs?: number
  /** It takes minutes: measured only when it is named. */
  onlyNamed?: boolean
  /** What this machine lacks to measure it. */
  lacks?(): string | undefined
  /** The figures of one run after the other, as long as somebody asks. */
  measure(bench: Bench): AsyncGenerator<Figure[], void, undefined>
}
