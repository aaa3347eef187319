import { type FilterSubject, judge, type Verdict } from '../core/filter.ts'
import { destinationOf } from '../destinations/index.ts'
import type { Db } from '../store/database.ts'
import { listFilters } from '../store/integration-filters.ts'

/** What an integration would make of an event, were it to happen now. */
export interface Foretold {
  integration_id: string
  name: string
  kind: string
  verdict: Verdict
  /** It matches, but the kind has no place for such an event; why. */
  not_sent?: string
}

/** Held against the filters by the code that routes events. */
export const foretell = async (db: Db, workspaceId: string, subject: FilterSubject): Promise<Foretold[]> =>
  (await listFilters(db, workspaceId)).map((integration) => {
    const verdict = judge(integration, subject)
    const notSent = verdict === 'matched' ? destinationOf(integration.kind)?.notSent?.[subject.event] : undefined
    return {
      integration_id: integration.id,
      name: integration.name,
      kind: integration.kind,
      verdict,
      ...(notSent !== undefined && { not_sent: notSent }),
    }
  })
