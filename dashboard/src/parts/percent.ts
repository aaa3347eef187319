/** A rate from 0 to 1 as a person reads it. Never rounds up to 100 what is not whole. */
export const percent = (rate: number | null | undefined): string =>
  rate == null ? '–' : `${rate === 1 ? '100' : String(Math.floor(rate * 1000) / 10)} %`
