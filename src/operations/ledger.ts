import type { Ledger } from '../findings/scan-lifecycle.ts'
import type { Services } from './services.ts'

/** The part of the services that the lifecycle of scans and findings works with. */
export const ledgerOf = ({ db, queue, sender }: Services): Ledger => ({
  db,
  queue,
  publicUrl: sender.render.publicUrl,
})
