import { AppError } from '../core/error.ts'
import { type Database, type Db, transactionAround } from './database.ts'

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
const HERE = 'workspace_id = $1 and operation = $2 and key = $3'

interface Answer {
  status: number
  body: string
}

type Earlier = { state: 'mismatch' } | ({ state: 'done' } & Answer)

interface Row {
  body_hash: string
  status: number
  answer: string
  answer_kid: string
}

const valuesOf = ({ workspaceId, operation, key }: Place): string[] => [workspaceId, operation, key]

/** Until the end of the transaction nobody else has the key. */
const takeKey = async (tx: Db, place: Place): Promise<boolean> => {
  const { rows } = await tx.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as taken',
    [valuesOf(place).join(' ')],
  )
  return rows[0]?.taken === true
}

const earlierAnswer = async (
  tx: Db,
  place: Place & { bodyHash: string },
  seal: AnswerSeal,
): Promise<Earlier | undefined> => {
  const { rows } = await tx.query<Row>(
    `select body_hash, status, answer, answer_kid from idempotency_keys
     where ${HERE} and status is not null and created_at >= now() - ${KEPT}`,
    valuesOf(place),
  )
  const [row] = rows
  if (!row) return undefined
  if (row.body_hash !== place.bodyHash) return { state: 'mismatch' }
  const body = seal.open(place, { token: row.answer, kid: row.answer_kid })
  if (body !== undefined) return { state: 'done', status: row.status, body }
  throw new AppError('conflict', 'The answer under this Idempotency-Key cannot be read any more. Take a new key.')
}

const keepAnswer = async (
  tx: Db,
  place: Place & { bodyHash: string },
  { status, body }: Answer,
  seal: AnswerSeal,
): Promise<void> => {
  const { token, kid } = seal.seal(place, body)
  await tx.query(
    `insert into idempotency_keys (workspace_id, operation, key, body_hash, status, answer, answer_kid)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (workspace_id, operation, key) do update
       set body_hash = excluded.body_hash, status = excluded.status, answer = excluded.answer,
         answer_kid = excluded.answer_kid, created_at = now()`,
    [...valuesOf(place), place.bodyHash, status, token, kid],
  )
}

/**
 * Keeps the answers of creating requests for 24 hours, encrypted, each in the transaction of what it tells of: a process
 * that dies in between leaves neither, so that the request may come again at once.
 */
export const createIdempotencyStore = (seal: AnswerSeal) => ({
  once: async <Services extends { db: Database }>(
    entry: Place & { bodyHash: string },
    services: Services,
    run: (within: Services) => Promise<Answer>,
  ): Promise<Earlier | { state: 'running' } | ({ state: 'new' } & Answer)> => {
    const outcome = await transactionAround(services.db, async (db) => {
      if (!(await takeKey(db, entry))) return { state: 'running' as const }
      const earlier = await earlierAnswer(db, entry, seal)
      if (earlier) return earlier
      try {
        const answer = await run({ ...services, db })
        await keepAnswer(db, entry, answer, seal)
        return { state: 'new' as const, ...answer }
      } catch (error) {
        // What is on record of a refusal stays; anything else undoes it all.
        if (error instanceof AppError) return { state: 'refused' as const, error }
        throw error
      }
    })
    if (outcome.state === 'refused') throw outcome.error
    return outcome
  },
})

/** Forgets what is older than 24 hours; answers how many. */
export const sweepIdempotencyKeys = async (db: Db): Promise<number> =>
  (await db.query(`delete from idempotency_keys where created_at < now() - ${KEPT}`)).rowCount
