import { Button, Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiProblem } from '../api/client.ts'
import classes from './parts.module.css'

/** Nothing is there, and what to do so that something is. */
export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className={classes.empty}>
    <p className={classes.emptytitle}>{title}</p>
    {children !== undefined && <div className={classes.emptytext}>{children}</div>}
  </div>
)

const MENDS: Record<string, string> = {
  insufficient_scope: 'Ask an owner of the workspace for a key or a role that may see this.',
  not_found: 'It may have been deleted, or it belongs to another workspace.',
  rate_limited: 'Wait a minute; the page goes on by itself.',
}

const saidOf = (error: unknown): { title: string; mend: string | undefined; requestId: string | undefined } =>
  error instanceof ApiProblem
    ? { title: error.message, mend: MENDS[error.code], requestId: error.requestId }
    : {
        title: 'The page broke.',
        mend: 'Load it again; if it breaks again, report what you did.',
        requestId: undefined,
      }

/** What went wrong, and the mend. */
export const Trouble = ({ error, retry }: { error: unknown; retry?: () => void }) => {
  const { title, mend, requestId } = saidOf(error)
  return (
    <div className={classes.trouble} role="alert">
      <p className={classes.emptytitle}>{title}</p>
      {mend !== undefined && <p>{mend}</p>}
      {requestId !== undefined && <p className="dim mono">request {requestId}</p>}
      {retry && (
        <Button variant="default" size="xs" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Keeps the place of what is still on its way. */
export const Waiting = ({ height = 160 }: { height?: number }) => (
  <div role="status" aria-label="Loading">
    <Skeleton height={height} radius={10} />
  </div>
)

/** The data of a query, or its waiting or trouble in its place. */
export const Loaded = <Data,>({
  query,
  height,
  children,
}: {
  query: UseQueryResult<Data>
  height?: number
  children: (data: Data) => ReactNode
}) => {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <Trouble error={query.error} retry={() => void query.refetch()} />
  return height === undefined ? <Waiting /> : <Waiting height={height} />
}
