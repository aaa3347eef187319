import { useQuery } from '@tanstack/react-query'
import { integrations } from '../api/queries.ts'
import type { Integration } from '../api/schemas.ts'
import { KindMark, kindTitle } from './kind-mark.tsx'
import classes from './parts.module.css'

export const useIntegration = (id: string): Integration | undefined =>
  useQuery(integrations()).data?.find((one) => one.id === id)

/** Its name with its kind's mark; the kind alone where it is deleted. */
export const IntegrationName = ({ id, kind }: { id: string; kind: string }) => {
  const found = useIntegration(id)
  return (
    <span className={classes.named}>
      <KindMark kind={kind} size={20} />
      <span className="cut">{found?.name ?? kindTitle(kind)}</span>
    </span>
  )
}
