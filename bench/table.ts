import { styleText } from 'node:util'
import Table from 'cli-table3'
import type { Asked } from './row.ts'
import type { Summary } from './summary.ts'

export const numberText = (value: number): string => {
  if (Number.isNaN(value)) return 'n/a'
  if (!Number.isFinite(value)) return 'never'
  const digits = value !== 0 && Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits })
}

const askedText = (asked: Asked | undefined): string => {
  if (!asked) return ''
  const bound = 'atLeast' in asked ? `≥ ${numberText(asked.atLeast)}` : `≤ ${numberText(asked.atMost)}`
  return asked.of === 'ratio' ? `ratio ${bound}` : bound
}

const verdictText = (verdict: Summary['verdict']): string => {
  if (verdict === undefined || !process.stdout.isTTY) return verdict ?? ''
  return styleText(verdict === 'ok' ? 'green' : 'red', verdict)
}

const rangeText = (runs: readonly number[]): string =>
  runs.length < 2 ? '' : `${numberText(Math.min(...runs))} … ${numberText(Math.max(...runs))}`

/** What a row measured, as lines of a table. */
export const tableOf = (summaries: readonly Summary[]): string => {
  const table = new Table({
    head: ['', 'median', 'from … to', 'bare client', 'ratio', 'asked', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const { what, unit, runs, median, bare, ratio, asked, verdict } of summaries) {
    table.push([
      what,
      `${numberText(median)} ${unit}`.trim(),
      rangeText(runs),
      bare ? numberText(bare.median) : '',
      ratio === undefined ? '' : numberText(ratio),
      askedText(asked),
      verdictText(verdict),
    ])
  }
  return table.toString()
}
