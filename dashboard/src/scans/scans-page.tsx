import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { scans, targets, usePages } from '../api/queries.ts'
import type { Scan } from '../api/schemas.ts'
import { FilterBar, FilterSelect } from '../parts/filter-bar.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Empty } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { Counts } from './counts.tsx'
import { ScanStatus } from './scan-status.tsx'
import classes from './scans.module.css'

const ROW = 58

const Row = ({ scan, target }: { scan: Scan; target: string | undefined }) => (
  <Link to="/scans/$id" params={{ id: scan.id }} className={classes.row ?? ''}>
    <ScanStatus status={scan.status} />
    <span className={classes.subject}>
      <span className="cut">{target ?? 'Scan'}</span>
      <span className="cut dim">{scan.error ?? scan.profile}</span>
    </span>
    <span>{scan.status === 'done' && <Counts summary={scan.summary} />}</span>
    <span className={classes.grade}>{scan.grade}</span>
    <span className={classes.when}>
      <Time at={scan.started_at} />
    </span>
  </Link>
)

export const ScansPage = () => {
  const search = useSearch({ from: '/shell/scans' })
  const navigate = useNavigate({ from: '/scans' })
  const list = usePages(scans(search))
  const { data: known = [] } = useQuery(targets())
  return (
    <Page title="Scans" lead="Each scan of each target, with what it found.">
      <FilterBar>
        <FilterSelect
          label="Target"
          all="All targets"
          options={known.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.target_id}
          pick={(target_id) => void navigate({ search: { target_id }, replace: true })}
        />
      </FilterBar>
      <Panel flush>
        <VirtualList
          label="Scans"
          list={list}
          rowHeight={ROW}
          idOf={({ id }) => id}
          row={(scan) => <Row scan={scan} target={known.find(({ id }) => id === scan.target_id)?.name} />}
          empty={
            <Empty title="There are no scans yet">
              Scanners report them: <code>POST /api/scans</code> starts one, and a scanner’s own report can be uploaded
              to it. The API’s documentation is at <a href="/api/docs">/api/docs</a>.
            </Empty>
          }
        />
      </Panel>
    </Page>
  )
}
