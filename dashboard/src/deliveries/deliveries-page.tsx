import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { deliveries, integrationNames, type Paged, usePages } from '../api/queries.ts'
import type { Delivery } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { DELIVERY_STATES, EVENT_NAMES, EVENT_TITLES, STATE_TITLES } from '../api/vocabulary.ts'
import { FilterBar, FilterSelect, optionsOf } from '../parts/filter-bar.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Empty } from '../parts/states.tsx'
import { useNow } from '../parts/time.tsx'
import { VirtualList } from '../parts/virtual-list.tsx'
import type { DeliveryFilter } from './delivery-filter.ts'
import { DeliveryRow } from './delivery-row.tsx'
import { ReplayFiltered, ReplaySelected } from './replay.tsx'

const HOUR_MS = 3_600_000
const ROW = 58

const PERIODS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last 24 hours' },
  { value: '168', label: 'Last 7 days' },
]

/** The whole hours of the clock, so that the list does not start anew with every tick. */
const useSince = (hours: number | undefined): string | undefined => {
  const now = useNow()
  if (hours === undefined) return undefined
  return new Date(Math.floor(now / HOUR_MS) * HOUR_MS - hours * HOUR_MS).toISOString()
}

/** Failures first, then the rest, newest first each; with a state picked, that state alone. */
const useFailuresFirst = (filter: DeliveryFilter): Paged<Delivery> => {
  const failures = usePages({ ...deliveries({ ...filter, state: 'dead' }), enabled: filter.state === undefined })
  const all = usePages(deliveries(filter))
  if (filter.state !== undefined || failures.data === undefined || all.data === undefined) return all
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = failures.hasNextPage ? failures : all
  // What is still to be read of the failures comes before the rest.
  const rest = failures.hasNextPage ? [] : all.data.filter(({ state }) => state !== 'dead')
  return { ...all, data: [...failures.data, ...rest], hasNextPage, isFetchingNextPage, fetchNextPage }
}

const Filters = () => {
  const search = useSearch({ from: '/shell/deliveries' })
  const navigate = useNavigate({ from: '/deliveries' })
  const { data = [] } = useQuery(integrationNames())
  const set = (some: Partial<typeof search>): void =>
    void navigate({ search: (before) => ({ ...before, ...some }), replace: true })
  return (
    <FilterBar>
      <FilterSelect
        label="State"
        all="Failures first"
        options={optionsOf(DELIVERY_STATES, STATE_TITLES)}
        value={search.state}
        pick={(state) => set({ state })}
      />
      <FilterSelect
        label="Integration"
        all="All integrations"
        options={data.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.integration_id}
        pick={(integration_id) => set({ integration_id })}
      />
      <FilterSelect
        label="Event"
        all="All events"
        options={optionsOf(EVENT_NAMES, EVENT_TITLES)}
        value={search.event}
        pick={(event) => set({ event })}
      />
      <FilterSelect
        label="Period"
        all="Any time"
        options={PERIODS}
        value={search.hours === undefined ? undefined : String(search.hours)}
        pick={(hours) => set({ hours: hours === undefined ? undefined : Number(hours) })}
      />
    </FilterBar>
  )
}

const toggled = (ids: ReadonlySet<string>, id: string): Set<string> => {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return next
}

export const DeliveriesPage = () => {
  const { hours, ...search } = useSearch({ from: '/shell/deliveries' })
  const since = useSince(hours)
  const filter: DeliveryFilter = { ...search, since }
  const list = useFailuresFirst(filter)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const mayReplay = useScope('deliveries:write')
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return (
    <Page
      title="Deliveries"
      lead="Each message to each integration, with every attempt."
      actions={
        mayReplay && (
          <>
            {selected.size > 0 && <ReplaySelected ids={[...selected]} onDone={() => setSelected(new Set())} />}
            <ReplayFiltered filter={filter} />
          </>
        )
      }
    >
      <Filters />
      <Panel flush>
        <VirtualList
          label="Deliveries"
          list={list}
          rowHeight={ROW}
          idOf={({ id }) => id}
          row={(delivery) => (
            <DeliveryRow
              delivery={delivery}
              selected={selected.has(delivery.id)}
              {...(mayReplay && { select: () => setSelected(toggled(selected, delivery.id)) })}
            />
          )}
          empty={
            isFiltered ? (
              <Empty title="No delivery fits these filters">Take one of them away to see more.</Empty>
            ) : (
              <Empty title="Nothing was sent yet">
                Deliveries come when a scan runs and an integration’s filters let its events through.
              </Empty>
            )
          }
        />
      </Panel>
    </Page>
  )
}
