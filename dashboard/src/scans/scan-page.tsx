import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { scan as scanQuery, scanFindings, targets, usePages } from '../api/queries.ts'
import type { Scan } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { FindingRow } from '../findings/finding-row.tsx'
import { Facts, Page, Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { duration, Time } from '../parts/time.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { Counts } from './counts.tsx'
import { ScanStatus } from './scan-status.tsx'
import { Sent } from './sent.tsx'

const ROW = 58

const factsOf = (scan: Scan): (readonly [string, ReactNode])[] => [
  ['Status', <ScanStatus key="status" status={scan.status} />],
  ['Findings', scan.status === 'done' && <Counts key="counts" summary={scan.summary} />],
  ['Grade', scan.grade],
  ['Score', scan.score],
  ['Error', scan.error],
  ['Started', <Time key="started" at={scan.started_at} />],
  ['Took', scan.ended_at === null ? null : duration(Date.parse(scan.ended_at) - Date.parse(scan.started_at))],
]

const Findings = ({ id, status }: { id: string; status: Scan['status'] }) => {
  const list = usePages(scanFindings(id))
  return (
    <Panel title="What it saw" flush>
      <VirtualList
        label="Findings"
        list={list}
        rowHeight={ROW}
        idOf={(finding) => finding.id}
        row={(finding) => <FindingRow finding={finding} />}
        empty={
          status === 'running' ? (
            <Empty title="It still runs">Its findings come when it is completed.</Empty>
          ) : (
            <Empty title="It saw nothing">{status === 'failed' ? 'It failed before it could.' : 'Well done.'}</Empty>
          )
        }
      />
    </Panel>
  )
}

export const ScanPage = () => {
  const { id } = useParams({ from: '/shell/scans/$id' })
  const query = useQuery(scanQuery(id))
  const { data: known = [] } = useQuery(targets())
  const maySeeDeliveries = useScope('deliveries:read')
  const { data } = query
  const target = known.find((one) => one.id === data?.target_id)?.name
  return (
    <Page
      title={target === undefined ? 'Scan' : `Scan of ${target}`}
      lead={data?.profile}
      back={{ to: '/scans', label: 'Scans' }}
      actions={
        <Button variant="default" component={Link} to={`/events?scan_id=${id}`}>
          Events
        </Button>
      }
    >
      <Loaded query={query} height={420}>
        {(scan) => (
          <>
            <Panel>
              <Facts facts={factsOf(scan)} />
            </Panel>
            {maySeeDeliveries && <Sent scanId={id} />}
            <Findings id={id} status={scan.status} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
