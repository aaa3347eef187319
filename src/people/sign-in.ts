import { randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { newToken } from '../core/api-key.ts'
import { AppError } from '../core/error.ts'
import type { Database } from '../store/database.ts'
import { insertSession } from '../store/sessions.ts'
import { clearFailures, countFailure, giveBackFailure } from '../store/sign-in-failures.ts'
import { findByEmail, type SignInRow, type UserRow } from '../store/users.ts'
import { isPassword } from './password.ts'
import { limitCrowd } from '../core/limit-crowd.ts'

export interface SignIn {
  /** In lower case. */
  email: string
  password: string
  /** For somebody who is in several. */
  workspaceId?: string | undefined
  /** Where the request comes from. */
  address: string
}

/** An IPv6 network of 64 bits is one customer's, who could take another address of it for each guess. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address) || address.toLowerCase().startsWith('::ffff:')) return address.replace(/^::ffff:/i, '')
  // The parser writes the groups out in one way, with at most one gap.
  const [head = '', tail] = new URL(`http://[${address.split('%')[0] ?? ''}]`).hostname.slice(1, -1).split('::')
  const [left, right] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''))
  const gap = Array.from<string>({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }).fill('0')
  return [...(left ?? []), ...gap, ...(right ?? [])].slice(0, 4).join(':')
}

/** Whom a sign-in is about, and no more: an error may be printed. */
export type Account = Pick<UserRow, 'id' | 'workspace_id' | 'email'>

/** A password that was wrong. */
export class SignInRefused extends AppError {
  override name = 'SignInRefused'
  /** The accounts of this address, one a workspace; none where there is no such account. */
  readonly accounts: readonly Account[]
  /** From here on the account, or whoever tries from that address, is refused unheard for a while. */
  readonly isLast: boolean
  constructor(accounts: readonly Account[], isLast: boolean) {
    super('wrong_credentials')
    this.accounts = accounts.map(({ id, workspace_id, email }) => ({ id, workspace_id, email }))
    this.isLast = isLast
  }
}

const refuseAfter = (seconds: number): AppError =>
  new AppError('rate_limited', 'Too many failed sign-ins of this account or from this address. Try again later.', {
    headers: { 'retry-after': String(seconds) },
  })

/**
 * Guesses at one account wait for its row, each with a connection in hand: of a crowd, these few. All others of the pool
 * are for whoever wants something else.
 */
const inTurn = limitCrowd('sign-ins', 2, 1000)

const matching = async (candidates: readonly SignInRow[], password: string): Promise<UserRow | undefined> => {
  for (const user of candidates) if (await isPassword(user.password_hash, password)) return user
  // As long as for an account that there is.
  if (candidates.length === 0) await isPassword(null, password)
  return undefined
}

/**
 * Who has this address and password. Throws `SignInRefused`, whose answer does not say which of the two it is, and
 * `rate_limited` after ten failures in 15 minutes of the account or from the address.
 */
export const checkCredentials = async (db: Database, signIn: SignIn): Promise<UserRow> => {
  const [account, address] = [`account:${signIn.email}`, `address:${networkOf(signIn.address)}`]
  const { waitSeconds, isLast } = await inTurn(() => countFailure(db.pastWall, [account, address]))
  if (waitSeconds !== undefined) throw refuseAfter(waitSeconds)
  const candidates = await findByEmail(db, signIn.email, signIn.workspaceId)
  const user = await matching(candidates, signIn.password).catch(async (error: unknown) => {
    await giveBackFailure(db.pastWall, [account, address])
    throw error
  })
  if (!user) throw new SignInRefused(candidates, isLast)
  await clearFailures(db.pastWall, account)
  await giveBackFailure(db.pastWall, [address])
  return user
}

/** Opens a session; answers its id, which only the browser keeps. */
export const openSession = async (db: Database, user: UserRow): Promise<string> => {
  const text = newToken('session', randomBytes)
  await db.transaction((tx) => insertSession(tx, user.workspace_id, user.id, text))
  return text
}
