import type { Integration } from '../api/schemas.ts'
import { Badge } from './badges.tsx'

/** Shown only while the service holds back what is queued. */
export const Circuit = ({ health: { breaker } }: Pick<Integration, 'health'>) => {
  if (breaker === 'closed') return null
  return <Badge tone="hold">{breaker === 'open' ? 'Circuit open' : 'Circuit probing'}</Badge>
}
