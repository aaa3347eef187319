import { actorOf } from '../core/actor.ts'
import type { NewAuditEntry } from '../core/audit-chain.ts'
import { type ChangeKind, changedBy } from '../core/change-kinds.ts'
import { AppError } from '../core/error.ts'
import type { Logger } from '../log.ts'
import { type Account, SignInRefused } from '../people/sign-in.ts'
import { appendAudit, type ChainedEntry } from '../store/audit.ts'
import type { Database, Db } from '../store/database.ts'
import { firstWorkspaceId } from '../store/workspaces.ts'
import type { Caller, Operation, OperationContext, OperationInput } from './operation.ts'

/** Where a call came from. */
export interface Origin {
  address: string | null
  requestId: string | null
}

type Input = OperationInput<Record<string, unknown> | undefined, Record<string, unknown> | undefined, unknown>

/** What the record needs of an operation. */
export type Auditable = Pick<Operation, 'name' | 'method' | 'tag' | 'scope' | 'readsOnly' | 'run'>

/** Runs operations for the doors, and puts on record whatever changes something. */
export interface Auditor {
  run(operation: Auditable, input: Input, context: OperationContext, origin: Origin): Promise<unknown>
  /** The caller may not do this at all; on record where it would have changed something. */
  denied(operation: Auditable, context: OperationContext, origin: Origin): Promise<void>
}

export const changesSomething = ({ method, readsOnly }: Auditable): boolean => method !== 'GET' && readsOnly !== true

/** `deliveries` → `delivery`. */
const singular = (tag: string): string => tag.replace(/ies$/, 'y').replace(/s$/, '')

const MAX_FIELDS = 50

const fieldsOf = (body: unknown): string[] =>
  typeof body === 'object' && body !== null ? Object.keys(body).slice(0, MAX_FIELDS) : []

const textOf = (value: unknown, name: string): string | null => {
  const found: unknown =
    typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
  return typeof found === 'string' ? found.slice(0, 200) : null
}

/** `made`: what the change answered, such as a stored row; it names what the path does not. */
const entryFor = (
  operation: Auditable,
  { params, body }: Pick<Input, 'params' | 'body'>,
  caller: Caller,
  origin: Origin,
  result: string,
  made?: unknown,
): NewAuditEntry => ({
  workspaceId: caller.workspaceId,
  actor: actorOf(caller),
  operation: operation.name,
  object: { type: singular(operation.tag), id: textOf(params, 'id') ?? textOf(made, 'id'), name: textOf(made, 'name') },
  fields: fieldsOf(body),
  ...origin,
  result,
})

/** Without an id where there is no such account. */
type Somebody = Omit<Account, 'id'> & { id: string | null }

const signInEntry = (
  operation: Auditable,
  { body }: Pick<Input, 'body'>,
  origin: Origin,
  result: string,
  { workspace_id: workspaceId, id, email: name }: Somebody,
): NewAuditEntry => ({
  workspaceId,
  actor: { type: 'user', id, name },
  operation: operation.name,
  object: { type: 'user', id, name },
  fields: fieldsOf(body),
  ...origin,
  result,
})

/**
 * Whose record a refused sign-in belongs on. What was given for an account that there is not stays out of it: it may be
 * anything, and the first workspace's readers are strangers to whoever mistyped it.
 */
const accountsOf = async (db: Db, { accounts }: SignInRefused): Promise<readonly Somebody[]> => {
  if (accounts.length > 0) return accounts
  const workspaceId = await firstWorkspaceId(db)
  return workspaceId === undefined ? [] : [{ workspace_id: workspaceId, id: null, email: 'an unknown account' }]
}

/** A statement that writes; one that only locks (`for update`) does not. */
const WRITES = /\binsert into\b|\bdelete from\b|(?<!\bfor |\bkey )\bupdate\b/i

/** The same statements, and whether one of them changed a row. */
const watchChanges = (tx: Db): { tx: Db; changed(): boolean } => {
  let changed = false
  return {
    tx: {
      query: async <Row extends object>(text: string, values?: readonly unknown[], name?: string) => {
        const result = await tx.query<Row>(text, values, name)
        changed ||= result.rowCount > 0 && WRITES.test(text)
        return result
      },
      get pastWall() {
        return tx.pastWall
      },
    },
    changed: () => changed,
  }
}

/**
 * The database as an operation gets it: the first transaction that changes anything writes the entry too, so that neither
 * is kept without the other. A statement outside of any transaction becomes one where it writes.
 */
const auditing = (
  db: Database,
  entryOf: (made: unknown) => NewAuditEntry,
  onWritten: (entry: ChainedEntry) => void,
): { db: Database; isWritten(): boolean } => {
  let isWritten = false
  const transaction = async <T>(
    run: (tx: Db) => Promise<T>,
    madeOf: (result: T) => unknown = (result) => result,
  ): Promise<T> => {
    let entry: ChainedEntry | undefined
    const result = await db.transaction(async (inner) => {
      const { tx, changed } = watchChanges(inner)
      const answer = await run(tx)
      // Last, as the workspace's other writers wait from here to the commit.
      if (changed() && !isWritten) entry = await appendAudit(inner, entryOf(madeOf(answer)))
      return answer
    })
    if (entry) {
      isWritten = true
      const written = entry
      db.afterCommit(() => onWritten(written))
    }
    return result
  }
  const query: Database['query'] = <Row extends object>(text: string, values?: readonly unknown[], name?: string) =>
    WRITES.test(text)
      ? transaction(
          (tx) => tx.query<Row>(text, values, name),
          ({ rows }) => rows[0],
        )
      : db.query<Row>(text, values, name)
  return { db: { ...db, query, transaction: (run) => transaction(run) }, isWritten: () => isWritten }
}

/** Refusals that say something of what was tried; a malformed request does not. */
const isOnRecord = (error: unknown): error is AppError =>
  error instanceof AppError && ([403, 404, 409].includes(error.status) || error instanceof SignInRefused)

/** Hears of every operation that may have changed something of a workspace, once it is through. */
export type OnChange = (workspaceId: string, kinds: readonly ChangeKind[]) => void

export const createAuditor = (log: Logger, onChange: OnChange = () => undefined): Auditor => {
  const onWritten = ({ workspaceId, seq, operation, hash }: ChainedEntry): void =>
    // The log is the chain's witness: whoever rewrites the table cannot rewrite what was shipped off.
    log.info({ workspace_id: workspaceId, audit_seq: seq, operation, audit_hash: hash.toString('hex') }, 'audited')

  const append = async (db: Database, entry: NewAuditEntry): Promise<void> => {
    const written = await db.transaction((tx) => appendAudit(tx, entry))
    db.afterCommit(() => onWritten(written))
  }

  /** Anybody may call it, so who did is known once they are signed in, or refused to be. */
  const runForAnybody: Auditor['run'] = async (operation, input, context, origin) => {
    const { db } = context.services
    const record = (result: string, account: Somebody) =>
      append(db, signInEntry(operation, input, origin, result, account))
    const signedIn: Account[] = []
    try {
      return await operation.run(input, { ...context, onSignIn: (user) => void signedIn.push(user) })
    } catch (error) {
      if (error instanceof SignInRefused)
        for (const account of await accountsOf(db, error)) {
          await record(error.code, account)
          // Once, and not for each of those that follow: they could go on for ever.
          if (error.isLast) await record('rate_limited', account)
        }
      throw error
    } finally {
      for (const user of signedIn) {
        await record('done', user)
        onChange(user.workspace_id, changedBy(operation.tag))
      }
    }
  }

  return {
    run: async (operation, input, context, origin) => {
      if (operation.scope === 'none') return runForAnybody(operation, input, context, origin)
      if (!changesSomething(operation)) return operation.run(input, context)
      const { caller, services } = context
      const entryOf = (result: string) => (made?: unknown) => entryFor(operation, input, caller, origin, result, made)
      const audited = auditing(services.db, entryOf('done'), onWritten)
      try {
        const result = await operation.run(input, { ...context, services: { ...services, db: audited.db } })
        if (!audited.isWritten()) await append(services.db, entryOf('done')(result))
        return result
      } catch (error) {
        if (!audited.isWritten() && isOnRecord(error)) await append(services.db, entryOf(error.code)())
        throw error
      } finally {
        onChange(caller.workspaceId, changedBy(operation.tag))
      }
    },
    denied: async (operation, { caller, services }, origin) => {
      if (!changesSomething(operation)) return
      const input = { params: undefined, body: undefined }
      await append(services.db, entryFor(operation, input, caller, origin, 'insufficient_scope'))
      onChange(caller.workspaceId, ['audit'])
    },
  }
}
