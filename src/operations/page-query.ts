import { z } from 'zod'

const wholeNumber = z.string().regex(/^\d{1,9}$/, 'must be a whole number')

/** The query of every list. */
export const pageQuery = {
  limit: wholeNumber
    .transform(Number)
    .pipe(z.int().min(1).max(200))
    .default(50)
    .describe('Items of one page, 1 to 200; 50 unless told.'),
  cursor: z.string().max(500).optional().describe('The `next_cursor` of the page before.'),
}

/** The answer of every list, newest first. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().describe('Gives the next page; null on the last.'),
  })

/** The `:id` of a path; one that cannot be an id answers as an unknown one does. */
export const byId = z.object({ id: z.uuid() })

/** ISO 8601, UTC. */
export const instant = z.iso.datetime()
