import { v7 } from 'uuid'

/** A new id: UUID version 7, so that ids sort by age and index pages fill in order. */
export const newId = (): string => v7()
