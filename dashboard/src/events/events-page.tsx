import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { events, targets, usePages } from '../api/queries.ts'
import { EVENT_NAMES, EVENT_TITLES } from '../api/vocabulary.ts'
import { FilterBar, FilterSelect, optionsOf } from '../parts/filter-bar.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Empty } from '../parts/states.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import { EventRow } from './event-row.tsx'

const ROW = 58

const Filters = () => {
  const search = useSearch({ from: '/shell/events' })
  const navigate = useNavigate({ from: '/events' })
  const { data = [] } = useQuery(targets())
  const set = (some: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...some }), replace: true })
  return (
    <FilterBar>
      <FilterSelect
        label="Event"
        all="All events"
        options={optionsOf(EVENT_NAMES, EVENT_TITLES)}
        value={search.event}
        pick={(event) => set({ event })}
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

export const EventsPage = () => {
  const search = useSearch({ from: '/shell/events' })
  const list = usePages(events(search))
  const isFiltered = Object.values(search).some((value) => value !== undefined)
  return (
    <Page title="Events" lead="What happened, and why each integration was told or was not.">
      <Filters />
      <Panel flush>
        <VirtualList
          label="Events"
          list={list}
          rowHeight={ROW}
          idOf={({ id }) => id}
          row={(event) => <EventRow event={event} />}
          empty={
            isFiltered ? (
              <Empty title="No event fits these filters">Take one of them away to see more.</Empty>
            ) : (
              <Empty title="Nothing has happened yet">
                Start a scan with <code>POST /api/scans</code> or import a scanner’s report; its events appear here.
              </Empty>
            )
          }
        />
      </Panel>
    </Page>
  )
}
