import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { Retention as Kept } from '../api/schemas.ts'
import { Panel } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'

const retention = () =>
  queryOptions({
    queryKey: ['/retention'],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get<Kept>('/retention', undefined, signal),
  })

/** How long what was sent stays on record. */
export const Retention = () => {
  const query = useQuery(retention())
  return (
    <Panel title="Retention">
      <Loaded query={query} height={44}>
        {({ days }) => (
          <>
            <p>
              Events, with their deliveries and attempts, are kept for{' '}
              <strong>{days === 1 ? 'one day' : `${days.toLocaleString()} days`}</strong> once nothing of them waits any
              more.
            </p>
            <p className="dim">
              Targets, scans, findings and the audit log stay. The operator sets it as <code>RETENTION_DAYS</code>.
            </p>
          </>
        )}
      </Loaded>
    </Panel>
  )
}
