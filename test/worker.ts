import { onTestFinished } from 'vitest'
import { createWorker, type Worker } from '../src/delivery/worker.ts'
import { createMetrics } from '../src/metrics.ts'
import { readVitalSigns } from '../src/store/vital-signs.ts'
import type { QueuedApi } from './queued-api.ts'

export interface TestWorker {
  worker: Worker
  /** What a gauge or counter of it says. */
  read(name: string): Promise<number>
}

/** Delivers until the test is over. */
export const startTestWorker = ({ db, queue, api }: QueuedApi): TestWorker => {
  const { ring, sender } = api.services
  const { registry, meter } = createMetrics(() => readVitalSigns(db))
  const notes = { note: () => undefined }
  const worker = createWorker({ db, queue, ring, sender, tell: () => Promise.resolve(), meter, notes })
  worker.start()
  onTestFinished(worker.stop)
  return { worker, read: async (name) => (await registry.getSingleMetric(name)?.get())?.values[0]?.value ?? 0 }
}
