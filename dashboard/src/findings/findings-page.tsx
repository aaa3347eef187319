import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { findings, targets, usePages } from '../api/queries.ts'
import { type Severity, VERIFICATION_TITLES, WORST_FIRST } from '../api/vocabulary.ts'
import { FilterBar, FilterSelect, optionsOf } from '../parts/filter-bar.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Empty } from '../parts/states.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { FindingRow } from './finding-row.tsx'

const ROW = 58
const TYPING_MS = 300

const SEVERITY_TITLES: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
}
const STATES = [
  { value: 'open', label: 'Open' },
  { value: 'fixed', label: 'Fixed' },
] as const
const SUPPRESSED = [
  { value: 'false', label: 'Not suppressed' },
  { value: 'true', label: 'Suppressed' },
] as const

const Words = ({ value, write }: { value: string; write: (q: string | undefined) => void }) => {
  const [text, setText] = useState(value)
  const settle = useDebouncedCallback((q: string) => write(q.trim() === '' ? undefined : q.trim()), TYPING_MS)
  return (
    <TextInput
      size="xs"
      type="search"
      aria-label="Search in title, rule, endpoint and path"
      placeholder="Search"
      maxLength={200}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        settle(event.currentTarget.value)
      }}
    />
  )
}

const Filters = () => {
  const search = useSearch({ from: '/shell/findings' })
  const navigate = useNavigate({ from: '/findings' })
  const { data = [] } = useQuery(targets())
  const set = (some: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...some }), replace: true })
  return (
    <FilterBar>
      <Words value={search.q ?? ''} write={(q) => set({ q })} />
      <FilterSelect
        label="Severity"
        all="Any severity"
        options={optionsOf(WORST_FIRST, SEVERITY_TITLES)}
        value={search.severity}
        pick={(severity) => set({ severity })}
      />
      <FilterSelect
        label="State"
        all="Open and fixed"
        options={STATES}
        value={search.state}
        pick={(state) => set({ state })}
      />
      <FilterSelect
        label="Verification"
        all="Any verification"
        options={Object.entries(VERIFICATION_TITLES).map(([value, label]) => ({ value, label }))}
        value={search.verification_status}
        pick={(verification_status) => set({ verification_status })}
      />
      <FilterSelect
        label="Suppression"
        all="Suppressed or not"
        options={SUPPRESSED}
        value={search.suppressed === undefined ? undefined : search.suppressed ? 'true' : 'false'}
        pick={(value) => set({ suppressed: value === undefined ? undefined : value === 'true' })}
      />
      <FilterSelect
        label="Target"
        all="All targets"
        options={data.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.target_id}
        pick={(target_id) => set({ target_id })}
      />
    </FilterBar>
  )
}

export const FindingsPage = () => {
  const search = useSearch({ from: '/shell/findings' })
  const list = usePages(findings(search))
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page title="Findings" lead="What scanners found, and what people made of it.">
      <Filters />
      <Panel flush>
        <VirtualList
          label="Findings"
          list={list}
          rowHeight={ROW}
          idOf={({ id }) => id}
          row={(finding) => <FindingRow finding={finding} />}
          empty={
            isFiltered ? (
              <Empty title="No finding fits these filters">Take one of them away to see more.</Empty>
            ) : (
              <Empty title="There are no findings yet">
                Complete a scan with findings, or import a scanner’s report; they appear here.
              </Empty>
            )
          }
        />
      </Panel>
    </Page>
  )
}
