import { AppError } from '../core/error.ts'
import type { DatabasePool, Db } from './database.ts'

/** What an answer belongs to: one key of one operation in one workspace. */
interface Place {
  workspaceId: string
  operation: string
  key: string
}

/** Encrypts answers, some of which show a new key; `place` is bound in, so that one copied into another row stays shut. */
export interface AnswerSeal {
  seal(place: Place, text: string): SealedAnswer
  /** Undefined when it does not open. */
  open(place: Place, sealed: SealedAnswer): string | undefined
}

interface SealedAnswer {
  token: string
  kid: string
}

const KEPT = `interval '24 hours'`
/** Longer than any request of this kind takes: its process is gone. */
const ABANDONED = `interval '2 minutes'`
const HERE = 'workspace_id = $1 and operation = $2 and key = $3'

type Begun =
  { state: 'new' } | { state: 'done'; status: number; body: string } | { state: 'mismatch' } | { state: 'running' }

interface Row {
  body_hash: string
  status: number | null
  answer: string | null
  answer_kid: string
}

const valuesOf = ({ workspaceId, operation, key }: Place): string[] => [workspaceId, operation, key]

/** Takes the key; also one that is out of date, or whose request with the same body never came to an end. */
const reserve = async (db: Db, place: Place, bodyHash: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    `insert into idempotency_keys as k (workspace_id, operation, key, body_hash) values ($1, $2, $3, $4)
     on conflict (workspace_id, operation, key) do update
       set body_hash = excluded.body_hash, status = null, answer = null, answer_kid = '', created_at = now()
       where k.created_at < now() - ${KEPT}
         or (k.status is null and k.created_at < now() - ${ABANDONED} and k.body_hash = excluded.body_hash)`,
    [...valuesOf(place), bodyHash],
  )
  return rowCount === 1
}

const earlierAnswer = (row: Row, place: Place, bodyHash: string, seal: AnswerSeal): Begun => {
  if (row.body_hash !== bodyHash) return { state: 'mismatch' }
  if (row.status === null) return { state: 'running' }
  const body = seal.open(place, { token: row.answer ?? '', kid: row.answer_kid })
  if (body !== undefined) return { state: 'done', status: row.status, body }
  throw new AppError('conflict', 'The answer under this Idempotency-Key cannot be read any more. Take a new key.')
}

/** Keeps the answers of creating requests for 24 hours, encrypted. */
export const createIdempotencyStore = (pool: DatabasePool, seal: AnswerSeal) => ({
  begin: async (entry: Place & { bodyHash: string }): Promise<Begun> => {
    const db = pool.forWorkspace(entry.workspaceId)
    if (await reserve(db, entry, entry.bodyHash)) return { state: 'new' }
    const { rows } = await db.query<Row>(
      `select body_hash, status, answer, answer_kid from idempotency_keys where ${HERE}`,
      valuesOf(entry),
    )
    const [row] = rows
    // Freed in between by the request that held it: the caller asks again.
    return row ? earlierAnswer(row, entry, entry.bodyHash, seal) : { state: 'running' }
  },
  finish: async (entry: Place, answer: { status: number; body: string }): Promise<void> => {
    const { token, kid } = seal.seal(entry, answer.body)
    await pool
      .forWorkspace(entry.workspaceId)
      .query(`update idempotency_keys set status = $4, answer = $5, answer_kid = $6 where ${HERE} and status is null`, [
        ...valuesOf(entry),
        answer.status,
        token,
        kid,
      ])
  },
  abandon: async (entry: Place): Promise<void> => {
    const db = pool.forWorkspace(entry.workspaceId)
    await db.query(`delete from idempotency_keys where ${HERE} and status is null`, valuesOf(entry))
  },
})

/** Forgets what is older than 24 hours; answers how many. */
export const sweepIdempotencyKeys = async (db: Db): Promise<number> =>
  (await db.query(`delete from idempotency_keys where created_at < now() - ${KEPT}`)).rowCount
