import { useQuery } from '@tanstack/react-query'
import { integrationNames } from '../api/queries.ts'
import { KindMark, kindTitle } from './kind-mark.tsx'
import classes from './parts.module.css'

/** Its name with its kind's mark; the kind alone where it is deleted. */
export const IntegrationName = ({ id, kind }: { id: string; kind: string }) => {
  const { data, isLoading } = useQuery(integrationNames())
  // Nothing while it is looked up, so that the name does not jump.
  const name = isLoading ? '' : (data?.find((one) => one.id === id)?.name ?? kindTitle(kind))
  return (
    <span className={classes.named}>
      <KindMark kind={kind} size={20} />
      <span className="cut">{name}</span>
    </span>
  )
}
