import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import type { Preview } from '../api/schemas.ts'
import { EVENT_NAMES, EVENT_TITLES, type EventName, isEventName, type Kind } from '../api/vocabulary.ts'
import { Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { MessagePreview } from '../previews/preview.tsx'
import type { Config } from './draft.ts'
import classes from './integrations.module.css'

/** What is previewed: a stored integration, or a kind with what is filled in so far. */
export type PreviewSubject = { kind: Kind; id: string } | { kind: Kind; config: Config }

const askPreview = (subject: PreviewSubject, event: EventName): Promise<Preview> =>
  'id' in subject
    ? api.post(`/integrations/${subject.id}/preview`, { event })
    : api.post(`/integration-kinds/${subject.kind}/preview`, { event, config: subject.config })

const EVENTS = EVENT_NAMES.map((event) => ({ value: event, label: EVENT_TITLES[event] }))

const Shown = ({ kind, preview }: { kind: Kind; preview: Preview }) =>
  preview.request === null ? (
    <Empty title="Nothing is sent for this event">{preview.not_sent ?? 'This kind has no place for it.'}</Empty>
  ) : (
    <MessagePreview kind={kind} request={preview.request} />
  )

/** The message of each event, as it would be sent now; nothing is sent. `version` changes when the stored one does. */
export const PreviewPanel = ({ subject, version }: { subject: PreviewSubject; version?: string }) => {
  const [event, setEvent] = useState<EventName>('finding_new')
  const query = useQuery({
    queryKey: ['preview', subject, event, version],
    queryFn: () => askPreview(subject, event),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title="Preview">
      <div className={classes.fields}>
        <Select
          aria-label="Event"
          data={EVENTS}
          value={event}
          allowDeselect={false}
          onChange={(value) => isEventName(value) && setEvent(value)}
        />
        <Loaded query={query} height={300}>
          {(preview) => <Shown kind={subject.kind} preview={preview} />}
        </Loaded>
      </div>
    </Panel>
  )
}
