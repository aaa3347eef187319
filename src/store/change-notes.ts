import { type ChangeKind, isChangeKind } from '../core/change-kinds.ts'
import type { Logger } from '../log.ts'
import type { Db } from './database.ts'

/** Channel on which processes hear what changed; `readNote` reads its payloads. */
export const CHANGES_CHANNEL = 'pencheff_changes'

/**
 * At most so often a process tells, whatever the load: at its commit NOTIFY waits its turn with all others of the database,
 * which a transaction of the delivery engine must not.
 */
const TELL_MS = 250

export interface ChangeNotes {
  /** Tells all processes soon that lists of this workspace changed; costs a line in memory. */
  note(workspaceId: string, kinds: readonly ChangeKind[]): void
  /** Tells what is left to tell. */
  close(): Promise<void>
}

/** A note is a hint: one that cannot be told is forgotten, and whoever shows something asks now and then anyway. */
export const createChangeNotes = (db: Db, log: Logger): ChangeNotes => {
  let noted = new Map<string, Set<ChangeKind>>()
  let timer: NodeJS.Timeout | undefined
  let telling: Promise<unknown> = Promise.resolve()

  const tell = async (): Promise<void> => {
    const payloads = [...noted].map(([workspaceId, kinds]) => `${workspaceId} ${[...kinds].join(',')}`)
    noted = new Map()
    telling = db
      .query('select pg_notify($1, payload) from unnest($2::text[]) payload', [CHANGES_CHANNEL, payloads])
      .catch((error: unknown) => log.debug({ err: error }, 'what changed could not be told'))
    await telling
  }
  const tellOn = async (): Promise<void> => {
    await tell()
    timer = setTimeout(() => {
      // It stands for all that is on its way: what is noted while this one tells must not begin to tell beside it.
      if (noted.size > 0) void tellOn()
      else timer = undefined
    }, TELL_MS)
  }
  return {
    note: (workspaceId, kinds) => {
      const all = noted.get(workspaceId) ?? new Set()
      noted.set(workspaceId, all)
      for (const kind of kinds) all.add(kind)
      timer ??= setTimeout(() => void tellOn(), 0)
    },
    close: async () => {
      await telling
      clearTimeout(timer)
      if (noted.size > 0) await tell()
    },
  }
}

/** Undefined where it does not say: then anything may have changed. */
export const readNote = (payload: string): { workspaceId: string; kinds: ChangeKind[] } | undefined => {
  const [workspaceId = '', kinds] = payload.split(' ')
  return kinds === undefined ? undefined : { workspaceId, kinds: kinds.split(',').filter(isChangeKind) }
}
