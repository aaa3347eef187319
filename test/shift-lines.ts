/** Where reports keep the number of a line, or several. */
const LINES = /^(?:(?:start|end)_?line|line_?number|number|(?:file_)?line_range|line)$/i

/** A JSON report as its scanner would write it had the code moved down by so many lines. */
export const shiftLines = (report: string, lines: number): string =>
  JSON.stringify(shifted(JSON.parse(report), lines, false))

const shifted = (value: unknown, lines: number, isLine: boolean): unknown => {
  if (typeof value === 'number') return isLine ? value + lines : value
  if (Array.isArray(value)) return value.map((one) => shifted(one, lines, isLine))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      // Bandit puts the number in front of each line of code, Gitleaks behind its own fingerprint.
      if (typeof inner === 'string' && key === 'code') return [key, inner.replace(/^\d+/gm, (one) => moved(one, lines))]
      if (typeof inner === 'string' && key === 'Fingerprint')
        return [key, inner.replace(/\d+$/, (one) => moved(one, lines))]
      return [key, shifted(inner, lines, LINES.test(key))]
    }),
  )
}

const moved = (line: string, lines: number): string => String(Number(line) + lines)
