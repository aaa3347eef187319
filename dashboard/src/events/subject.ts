import type { EventPayload } from '../api/schemas.ts'

const scanName = ({ scan, target }: EventPayload): string =>
  scan?.profile == null ? `Scan of ${target.name}` : `${scan.profile} scan of ${target.name}`

/** What an event is about, in one line. */
export const subjectOf = (data: EventPayload): string => data.finding?.title ?? data.error ?? scanName(data)
