import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { z } from 'zod'
import { limitCrowd } from '../core/limit-crowd.ts'

const SHORTEST = 12
const LONGEST = 256

/** Any characters; what counts is the length. */
export const newPassword = z
  .string()
  .overwrite((value) => value.normalize('NFC'))
  .superRefine((value, context) => {
    const length = Array.from(value).length
    if (length < SHORTEST) context.addIssue({ code: 'custom', message: `must have at least ${SHORTEST} characters` })
    if (length > LONGEST) context.addIssue({ code: 'custom', message: `must have at most ${LONGEST} characters` })
    if (length > 0 && new Set(value).size < 4)
      context.addIssue({ code: 'custom', message: 'must not repeat so few characters' })
  })
  .meta({ minLength: SHORTEST, maxLength: LONGEST })

/** Of a sign-in: whatever somebody once took for a password, within reason. */
export const givenPassword = z
  .string()
  .max(1024)
  .overwrite((value) => value.normalize('NFC'))

/** OWASP's smallest for Argon2id: 19 MiB, two passes, one lane. About 55 ms here. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Each takes a thread of four that file and DNS work need too, and 19 MiB. */
const AT_ONCE = 2
/** Two seconds' worth; beyond it the client had better come again. */
const WAITING = 40

const inTurn = limitCrowd('sign-ins', AT_ONCE, WAITING)

/** Argon2id in PHC form. Throws `unavailable` when too many wait. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, COST))

let stranger: Promise<string> | undefined

/**
 * Without a hash it takes as long, and is false: whether there is such an account must not show in the time. Throws
 * `unavailable` when too many wait.
 */
export const isPassword = async (passwordHash: string | null, given: string): Promise<boolean> => {
  stranger ??= hash(randomBytes(32), COST)
  const other = await stranger
  const isRight = await inTurn(() => verify(passwordHash ?? other, given))
  return isRight && passwordHash !== null
}
