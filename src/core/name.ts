import { z } from 'zod'

const MAX_CODE_POINTS = 200
// Controls, bidirectional overrides, zero-width and tag characters, unassigned and private ones, line separators: two
// names that look the same must be the same.
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u

const faultOf = (value: string): string | undefined => {
  if (value.trim() === '') return 'must not be blank'
  if (UNSEEN.test(value)) return 'must not hold control or invisible characters'
  return Array.from(value).length > MAX_CODE_POINTS ? `must have at most ${MAX_CODE_POINTS} characters` : undefined
}

/** What people call a thing: 1 to 200 code points, counted after NFC, which it is kept in. */
export const name = z
  .string()
  .overwrite((value) => value.normalize('NFC'))
  .superRefine((value, context) => {
    const fault = faultOf(value)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .meta({ minLength: 1, maxLength: MAX_CODE_POINTS })
