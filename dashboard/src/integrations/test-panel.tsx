import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { TestResult } from '../api/schemas.ts'
import { MENDS } from '../api/vocabulary.ts'
import { CheckIcon, CrossIcon, ExternalIcon } from '../parts/icons.tsx'
import { Panel } from '../parts/page.tsx'
import { duration } from '../parts/time.tsx'
import classes from './integrations.module.css'

const MEND_BY_STATUS: Record<number, string> = {
  401: MENDS.auth,
  403: MENDS.auth,
  404: MENDS.not_found,
  410: MENDS.gone,
  429: MENDS.rate_limited,
}

const mendOf = ({ status, detail }: TestResult): string => {
  if (detail?.startsWith('credential_unusable')) return MENDS.credential_unusable
  if (status === null) return MENDS.network
  return MEND_BY_STATUS[status] ?? (status >= 500 ? MENDS.server : MENDS.invalid_request)
}

const Answer = ({ result, title }: { result: TestResult; title: string }) => (
  <div className={classes.answer} data-ok={result.ok} role="status">
    {result.ok ? <CheckIcon size={16} /> : <CrossIcon size={16} />}
    <div>
      <p className={classes.label}>{result.ok ? `${title} took the test` : `${title} did not take the test`}</p>
      {result.detail !== undefined && <p>{result.detail}</p>}
      {!result.ok && <p>{mendOf(result)}</p>}
      <p className="dim figures">
        {result.status === null ? 'No answer' : `Status ${String(result.status)}`} · {duration(result.duration_ms)}
      </p>
      {result.external_url !== undefined && (
        <a href={result.external_url} target="_blank" rel="noreferrer">
          See it there <ExternalIcon />
        </a>
      )}
    </div>
  </div>
)

/** Sends the test message and says in plain words what came of it. */
export const TestPanel = ({ id, title }: { id: string; title: string }) => {
  const testing = useMutation({ mutationFn: () => api.post<TestResult>(`/integrations/${id}/test`) })
  return (
    <Panel
      title="Test"
      aside={
        <Button size="xs" variant="default" loading={testing.isPending} onClick={() => testing.mutate()}>
          Send test
        </Button>
      }
    >
      {testing.data && <Answer result={testing.data} title={title} />}
      {testing.isError && (
        <p role="alert" className={classes.refused}>
          {testing.error.message}
        </p>
      )}
      {testing.isIdle && (
        <p className="dim">Uses what is saved, also while it is disabled. It says that it is a test.</p>
      )}
    </Panel>
  )
}
