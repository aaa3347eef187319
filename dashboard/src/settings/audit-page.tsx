import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { type Page as ListPage, usePages } from '../api/queries.ts'
import { Page, Panel } from '../parts/page.tsx'
import { Empty } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import classes from './settings.module.css'

const ROW = 58

/** One change, as it is on record. */
interface AuditEntry {
  id: string
  seq: number
  at: string
  actor: { type: string; name: string }
  operation: string
  object: { type: string; name: string | null }
  fields: string[]
  address: string | null
  result: string
  hash: string
}

const audit = () =>
  infiniteQueryOptions({
    queryKey: ['/audit'],
    queryFn: ({ pageParam, signal }) =>
      api.get<ListPage<AuditEntry>>('/audit', { limit: 100, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  })

const Row = ({ entry }: { entry: AuditEntry }) => (
  <div className={classes.entry}>
    <span className="dim figures">{entry.seq}</span>
    <span className={classes.keyname}>
      <strong>{entry.actor.name}</strong> {entry.operation}{' '}
      {entry.object.name !== null && <strong>{entry.object.name}</strong>}
      <br />
      <span className="dim">
        {[entry.fields.join(', '), entry.address, entry.result === 'done' ? '' : `refused: ${entry.result}`]
          .filter((part) => part !== '' && part !== null)
          .join(' · ')}
      </span>
    </span>
    <span className={classes.entryhash} title={entry.hash}>
      {entry.hash.slice(0, 8)}
    </span>
    <span className={classes.entrytime}>
      <Time at={entry.at} />
    </span>
  </div>
)

export const AuditPage = () => {
  const list = usePages(audit())
  return (
    <Page
      title="Audit log"
      lead="Who changed what. Each entry’s hash covers the one before it, so none can be changed or left out unseen."
      back={{ to: '/settings', label: 'Settings' }}
    >
      <Panel flush>
        <VirtualList
          label="Audit log"
          list={list}
          rowHeight={ROW}
          idOf={({ id }) => id}
          row={(entry) => <Row entry={entry} />}
          empty={<Empty title="Nothing was changed yet">Every change is listed here from the first on.</Empty>}
        />
      </Panel>
    </Page>
  )
}
