import { MultiSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { targets as targetsQuery } from '../api/queries.ts'
import { EVENT_NAMES, EVENT_TITLES, type EventName } from '../api/vocabulary.ts'
import type { Draft } from './draft.ts'
import classes from './integrations.module.css'
import { ScopePicker } from './scope-picker.tsx'
import { SeveritySlider } from './severity-slider.tsx'

interface FilterProps {
  draft: Draft
  faults: ReadonlyMap<string, string>
  change: (some: Partial<Draft>) => void
}

const toggled = (events: readonly EventName[], event: EventName): EventName[] =>
  EVENT_NAMES.filter((one) => (one === event ? !events.includes(one) : events.includes(one)))

const EventsPicker = ({ draft, faults, change }: FilterProps) => {
  const picked = draft.events ?? []
  return (
    <ScopePicker
      legend="Events"
      all="All events"
      some="Only some"
      isAll={draft.events === null}
      choose={(all) => change({ events: all ? null : [...EVENT_NAMES] })}
      fault={picked.length === 0 && draft.events !== null ? 'None picked means all.' : faults.get('/events')}
    >
      {EVENT_NAMES.map((event) => (
        <label key={event} className={classes.option}>
          <input
            type="checkbox"
            checked={picked.includes(event)}
            onChange={() => change({ events: toggled(picked, event) })}
          />{' '}
          {EVENT_TITLES[event]}
        </label>
      ))}
    </ScopePicker>
  )
}

const TargetsPicker = ({ draft, faults, change }: FilterProps) => {
  const { data = [] } = useQuery(targetsQuery())
  return (
    <ScopePicker
      legend="Targets"
      all="All targets, also those to come"
      some="Only some"
      isAll={draft.target_ids === null}
      choose={(all) => change({ target_ids: all ? null : [] })}
      fault={draft.target_ids?.length === 0 ? 'None picked means all.' : faults.get('/target_ids')}
    >
      <MultiSelect
        aria-label="Targets"
        className={classes.targets ?? ''}
        placeholder={data.length === 0 ? 'There are no targets yet' : 'Pick targets'}
        searchable
        data={data.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.target_ids ?? []}
        onChange={(ids) => change({ target_ids: ids })}
      />
    </ScopePicker>
  )
}

/** Which events an integration is sent. */
export const FilterFields = (props: FilterProps) => (
  <>
    <SeveritySlider
      value={props.draft.severity_filter}
      change={(severity_filter) => props.change({ severity_filter })}
    />
    <EventsPicker {...props} />
    <TargetsPicker {...props} />
  </>
)
