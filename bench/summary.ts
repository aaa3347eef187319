import type { Asked, Figure } from './row.ts'

/** One figure of all runs. */
export interface Summary {
  what: string
  unit: string
  runs: number[]
  median: number
  /** The bare client's. */
  bare?: { runs: number[]; median: number }
  /** The median of each run's value divided by its bare client's. */
  ratio?: number
  asked?: Asked
  verdict?: 'ok' | 'under'
}

export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}

export const quantileOf = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? NaN

/** What cannot be measured here, such as CPU without /proc, passes no judgement. */
const judge = (asked: Asked, value: number | undefined): 'ok' | 'under' | undefined => {
  if (value === undefined || Number.isNaN(value)) return undefined
  const good = 'atLeast' in asked ? value >= asked.atLeast : value <= asked.atMost
  return good ? 'ok' : 'under'
}

const summarizeOne = (what: string, figures: readonly Figure[]): Summary => {
  const [first] = figures
  const runs = figures.map(({ value }) => value)
  const bares = figures.flatMap(({ bare }) => bare ?? [])
  const ratios = figures.flatMap(({ value, bare }) => (bare === undefined ? [] : [value / bare]))
  const median = medianOf(runs)
  const ratio = ratios.length > 0 ? medianOf(ratios) : undefined
  const asked = first?.asked
  const verdict = asked && judge(asked, asked.of === 'ratio' ? ratio : median)
  return {
    what,
    unit: first?.unit ?? '',
    runs,
    median,
    ...(bares.length > 0 && { bare: { runs: bares, median: medianOf(bares) } }),
    ...(ratio !== undefined && { ratio }),
    ...(asked && { asked }),
    ...(verdict && { verdict }),
  }
}

/** The figures of all runs of a row, by what they are of, in the order of the first run. */
export const summarize = (runs: readonly (readonly Figure[])[]): Summary[] =>
  [...Map.groupBy(runs.flat(), ({ what }) => what)].map(([what, figures]) => summarizeOne(what, figures))
