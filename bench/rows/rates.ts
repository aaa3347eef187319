import type { Figure, Row } from '../row.ts'
import { measureRates } from '../vendor-rates.ts'

const FINDINGS = 2000
/** GitHub's 500 writes an hour let no more through in it than the first of them. */
const MINUTES = 12

export const ratesRow: Row = {
  title:
    `${FINDINGS} findings of one scan to all ten kinds by two workers, receivers enforcing the published rates, for ` +
    `${MINUTES} minutes at most`,
  runs: 1,
  onlyNamed: true,
  measure: async function* ({ processes, tell }) {
    for (;;) {
      tell('delivering')
      const rows = await measureRates(processes, FINDINGS, MINUTES)
      yield rows.flatMap(({ kind, states, requests, throttled, malformed }): Figure[] => [
        {
          what: `${kind}: deliveries made`,
          unit: '',
          value: Object.values(states).reduce((sum, count) => sum + count, 0),
          asked: { atLeast: FINDINGS },
        },
        { what: `${kind}: delivered in time`, unit: '', value: states.delivered ?? 0 },
        { what: `${kind}: dead`, unit: '', value: states.dead ?? 0, asked: { atMost: 0 } },
        {
          what: `${kind}: answered 429`,
          unit: '%',
          value: (100 * throttled) / Math.max(requests, 1),
          asked: { atMost: 1 },
        },
        { what: `${kind}: malformed`, unit: '', value: malformed, asked: { atMost: 0 } },
      ])
    }
  },
}
