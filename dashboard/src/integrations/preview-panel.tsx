import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import type { IntegrationKind, Preview } from '../api/schemas.ts'
import { EVENT_NAMES, EVENT_TITLES, type EventName, type Kind } from '../api/vocabulary.ts'
import { Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { MessagePreview } from '../previews/preview.tsx'
import type { Config } from './draft.ts'
import classes from './integrations.module.css'

/** What is previewed: a stored integration, or a kind with what is filled in so far. */
export type PreviewSubject = { id: string } | { config: Config }

/** One of the events, or many of a scan in one message. */
type Shown = EventName | 'digest'

const askPreview = (kind: Kind, subject: PreviewSubject, shown: Shown): Promise<Preview> => {
  const what = shown === 'digest' ? { event: 'finding_new', digest: true } : { event: shown }
  return 'id' in subject
    ? api.post(`/integrations/${subject.id}/preview`, what)
    : api.post(`/integration-kinds/${kind}/preview`, { ...what, config: subject.config })
}

const choicesOf = ({ digest }: IntegrationKind): { value: Shown; label: string }[] => [
  ...EVENT_NAMES.map((event) => ({ value: event, label: EVENT_TITLES[event] })),
  ...(digest === null ? [] : [{ value: 'digest' as const, label: 'Digest: many findings of one scan' }]),
]

const Message = ({ kind, preview }: { kind: Kind; preview: Preview }) =>
  preview.request === null ? (
    <Empty title="Nothing is sent for this event">{preview.not_sent ?? 'This kind has no place for it.'}</Empty>
  ) : (
    <MessagePreview kind={kind} request={preview.request} />
  )

interface PreviewPanelProps {
  kind: IntegrationKind
  subject: PreviewSubject
  /** Changes when the stored integration does. */
  version?: string
}

/** The message of each event, and of many in one, as it would be sent now; nothing is sent. */
export const PreviewPanel = ({ kind, subject, version }: PreviewPanelProps) => {
  const [shown, setShown] = useState<Shown>('finding_new')
  const choices = choicesOf(kind)
  const query = useQuery({
    queryKey: ['preview', kind.kind, subject, shown, version],
    queryFn: () => askPreview(kind.kind, subject, shown),
    placeholderData: keepPreviousData,
  })
  return (
    <Panel title="Preview">
      <div className={classes.fields}>
        <Select
          aria-label="Event"
          data={choices}
          value={shown}
          allowDeselect={false}
          onChange={(value) => setShown(choices.find((choice) => choice.value === value)?.value ?? shown)}
        />
        {shown === 'digest' && kind.digest !== null && (
          <p className="dim">
            {`Unless told otherwise, ${String(kind.digest.individually)} findings of a scan come one by one, most severe first; the rest comes in one message like this.`}
          </p>
        )}
        <Loaded query={query} height={300}>
          {(preview) => <Message kind={kind.kind} preview={preview} />}
        </Loaded>
      </div>
    </Panel>
  )
}
