import { destinationOf } from '../destinations/index.ts'
import type { NewDeliverJob } from '../store/deliver-queue.ts'

/** A delivery that is due. */
export interface Due {
  deliveryId: string
  integrationId: string
  kind: string
  priority?: number
}

/**
 * So many deliveries of one integration are claimed, and their claims kept alive, as one. Measured on 2 cores with 8,000
 * webhook deliveries: PostgreSQL's time for the queue was 75 us a delivery with one a job.
 */
export const JOB_SIZE = 32

/** Where a vendor names a rate most of them would only wait for each other. */
const jobSizeOf = (kind: string): number => {
  const { rates = [], batch } = destinationOf(kind)?.limits ?? {}
  return rates.length > 0 ? 1 : batch ? 4 * JOB_SIZE : JOB_SIZE
}

/** The fewest jobs for these deliveries, in their order. */
export const jobsOf = (due: readonly Due[]): NewDeliverJob[] => {
  const open = new Map<string, { job: NewDeliverJob & { deliveryIds: string[] }; size: number }>()
  const jobs: NewDeliverJob[] = []
  for (const { deliveryId, integrationId, kind, priority = 0 } of due) {
    const key = `${integrationId} ${String(priority)}`
    const filling = open.get(key)
    if (filling && filling.job.deliveryIds.length < filling.size) filling.job.deliveryIds.push(deliveryId)
    else {
      const job = { deliveryIds: [deliveryId], integrationId, priority }
      jobs.push(job)
      open.set(key, { job, size: jobSizeOf(kind) })
    }
  }
  return jobs
}
