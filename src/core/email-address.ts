import { z } from 'zod'

/** RFC 5321, 4.5.3.1.3. */
const MAX = 254

/** Compared and kept in lower case: no host in use tells `Ann@` from `ann@`. */
export const emailAddress = z
  .email()
  .max(MAX)
  .overwrite((value) => value.toLowerCase())

/** Two addresses of one person are the same text. */
export const normalEmail = (text: string): string => text.trim().toLowerCase()
