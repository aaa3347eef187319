import type { IntegrationHealth } from '../api/schemas.ts'
import { Badge } from './badges.tsx'

/** Shown only while the service holds back what is queued. */
export const Circuit = ({ health: { breaker } }: { health: Pick<IntegrationHealth, 'breaker'> }) => {
  if (breaker === 'closed') return null
  return <Badge tone="hold">{breaker === 'open' ? 'Circuit open' : 'Circuit probing'}</Badge>
}
