import type { Sender } from '../delivery/attempt.ts'
import type { Database } from '../store/database.ts'
import type { Queue } from '../store/queue.ts'
import type { KeyRing } from '../vault/key-ring.ts'

/** What operations work with; wired in `app.ts`. */
export interface Services {
  db: Database
  queue: Queue
  ring: KeyRing
  /** The way out: the guarded client and what messages are rendered with. */
  sender: Sender
}
