import type { Sender } from '../delivery/attempt.ts'
import type { Oidc } from '../people/oidc.ts'
import type { Database, DatabasePool } from '../store/database.ts'
import type { Queue } from '../store/queue.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import type { ChangeHub } from './change-hub.ts'

/** What operations work with; wired in `app.ts`. */
export interface Services {
  /** Sees the caller's workspace only; all of them for the instance's owner, and before it is known who asks. */
  db: Database
  queue: Queue
  ring: KeyRing
  /** The way out: the guarded client and what messages are rendered with. */
  sender: Sender
  /** How long finished deliveries and events are kept. */
  retentionDays: number
  /** What changes, as it does. */
  changes: ChangeHub
  /** Absent where no provider is set. */
  oidc?: Oidc
}

/** The same before it is known who asks. */
export interface AllServices extends Services {
  db: DatabasePool
}
