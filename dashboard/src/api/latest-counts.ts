import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import type { Page } from './queries.ts'
import type { Scan } from './schemas.ts'
import { SEVERITIES, type Severity } from './vocabulary.ts'

const LOOKED_AT = 200

/** The findings of each target's latest ended scan, added up by severity. */
export const latestCounts = () =>
  queryOptions({
    queryKey: ['/scans', 'latest-counts'],
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const { items } = await api.get<Page<Scan>>('/scans', { status: 'done', limit: LOOKED_AT }, signal)
      // Newest first: the first of a target is its latest.
      const latest = new Map(items.toReversed().map((scan) => [scan.target_id, scan]))
      const sum = (severity: Severity): number =>
        [...latest.values()].reduce((all, { summary }) => all + summary[severity], 0)
      return Object.fromEntries(SEVERITIES.map((severity) => [severity, sum(severity)])) as Record<Severity, number>
    },
  })
