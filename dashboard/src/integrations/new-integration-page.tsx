import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { kinds, refresh } from '../api/queries.ts'
import type { IntegrationKind, IntegrationWithSecret } from '../api/schemas.ts'
import { KindMark } from '../parts/kind-mark.tsx'
import { done } from '../parts/notice.ts'
import { Page } from '../parts/page.tsx'
import { ShownOnce } from '../parts/shown-once.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Unsaved } from '../parts/unsaved.tsx'
import { emptyDraft, filledConfig, isChanged } from './draft.ts'
import { DraftForm } from './draft-form.tsx'
import classes from './integrations.module.css'
import { PreviewPanel } from './preview-panel.tsx'
import { SetupGuide } from './setup-guide.tsx'

const TYPING_MS = 400

const Maker = ({ kind }: { kind: IntegrationKind }) => {
  const [draft, setDraft] = useState(() => emptyDraft(kind.title))
  const [typed] = useDebouncedValue(draft.config, TYPING_MS)
  const navigate = useNavigate()
  const open = (id: string) => navigate({ to: '/integrations/$id', params: { id }, ignoreBlocker: true })
  const making = useMutation({
    mutationFn: () =>
      api.post<IntegrationWithSecret>('/integrations', {
        ...draft,
        kind: kind.kind,
        config: filledConfig(draft.config),
      }),
    onSuccess: async ({ id, name, webhook_secret }) => {
      await refresh('/integrations')
      done(`${name} is made. Send it a test.`)
      if (webhook_secret === undefined) await open(id)
    },
  })
  const made = making.data
  return (
    <div className={classes.columns}>
      <DraftForm
        kind={kind}
        draft={draft}
        set={[]}
        change={(some) => setDraft((before) => ({ ...before, ...some }))}
        save={() => making.mutate()}
        saving={making.isPending}
        error={making.error}
        label="Add it"
        subject={{ kind: kind.kind }}
      />
      <Unsaved isChanged={making.data === undefined && isChanged(emptyDraft(kind.title), draft)} />
      <div className={classes.beside}>
        <SetupGuide kind={kind} />
        <PreviewPanel kind={kind} subject={{ config: filledConfig(typed) }} />
      </div>
      <ShownOnce
        title="The signing secret that was made"
        secret={made?.webhook_secret}
        onClose={() => made && void open(made.id)}
      />
    </div>
  )
}

export const NewIntegrationPage = () => {
  const { kind } = useParams({ from: '/shell/integrations/new/$kind' })
  const query = useQuery(kinds())
  const chosen = query.data?.find((one) => one.kind === kind)
  return (
    <Page
      title={chosen === undefined ? 'Add an integration' : `Add ${chosen.title}`}
      mark={<KindMark kind={kind} size={40} />}
      lead={chosen?.use}
      back={{ to: '/integrations/new', label: 'All kinds' }}
    >
      <Loaded query={query} height={520}>
        {() =>
          chosen === undefined ? (
            <Empty title="There is no such kind">Pick one from the gallery.</Empty>
          ) : (
            <Maker key={kind} kind={chosen} />
          )
        }
      </Loaded>
    </Page>
  )
}
