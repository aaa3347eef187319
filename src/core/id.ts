import { v7 } from 'uuid'

/** A new id: UUID version 7, so that ids sort by age and index pages fill in order. */
export const newId = (): string => v7()

/** No id that was made at this instant or later is smaller. */
export const firstIdAt = (at: Date): string => {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
