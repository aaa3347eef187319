import { checkArrivals, checkDeliveries, checkForm, checkIntervals, checkOrder } from './check-messages.ts'
import { checkRepeats, type Repeats } from './check-repeats.ts'
import { checkRecords, checkSightings, checkStates } from './check-states.ts'
import { checkWaits, type Waits } from './check-waits.ts'
import type { Run, Violation } from './run.ts'

export interface Verdict {
  violations: Violation[]
  repeats: Repeats
  waits: Waits
}

/** Compares what was accepted, what the receivers saw and what the API shows. */
export const check = (run: Run): Verdict => {
  const repeats = checkRepeats(run)
  const waits = checkWaits(run)
  const checks = [
    checkArrivals,
    checkDeliveries,
    checkForm,
    checkOrder,
    checkIntervals,
    checkStates,
    checkSightings,
    checkRecords,
  ]
  return {
    violations: [...checks.flatMap((each) => each(run)), ...repeats.violations, ...waits.violations],
    repeats,
    waits,
  }
}
