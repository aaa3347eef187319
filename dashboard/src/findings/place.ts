import type { Finding } from '../api/schemas.ts'

/** Where it is: `src/login.ts:42`, or the endpoint with its parameter. */
export const placeOf = ({ location, endpoint, parameter }: Finding): string | undefined => {
  if (endpoint !== null) return parameter === null ? endpoint : `${endpoint} (${parameter})`
  if (location === null) return undefined
  return location.start_line == null ? location.path : `${location.path}:${location.start_line}`
}
