import { Button, Switch } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { integration as integrationQuery, kinds, refresh } from '../api/queries.ts'
import type { Integration, IntegrationKind, IntegrationWithSecret } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { ConfirmButton } from '../parts/confirm.tsx'
import { filterSentence } from '../parts/filter-sentence.ts'
import { KindMark, kindTitle } from '../parts/kind-mark.tsx'
import { done, failed } from '../parts/notice.ts'
import { Page } from '../parts/page.tsx'
import { ShownOnce } from '../parts/shown-once.tsx'
import { Loaded, Waiting } from '../parts/states.tsx'
import { Unsaved } from '../parts/unsaved.tsx'
import { changesOf, draftOf } from './draft.ts'
import { DraftForm } from './draft-form.tsx'
import classes from './integrations.module.css'
import { HealthPanel } from './health-panel.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { SetupGuide } from './setup-guide.tsx'
import { TestPanel } from './test-panel.tsx'

const path = (id: string): string => `/integrations/${id}`

const EnabledSwitch = ({ integration }: { integration: Integration }) => {
  const mayWrite = useScope('integrations:write')
  const switching = useMutation({
    mutationFn: (enabled: boolean) => api.patch(path(integration.id), { enabled }),
    onSuccess: () => refresh('/integrations'),
    onError: failed,
  })
  return (
    <Switch
      label={integration.enabled ? 'On' : 'Off'}
      aria-label="Enabled"
      checked={switching.isPending ? switching.variables : integration.enabled}
      disabled={!mayWrite}
      onChange={(event) => switching.mutate(event.currentTarget.checked)}
    />
  )
}

const DeleteButton = ({ integration }: { integration: Integration }) => {
  const navigate = useNavigate()
  const remove = async (): Promise<void> => {
    await api.delete(path(integration.id))
    await navigate({ to: '/integrations', ignoreBlocker: true })
    await refresh('/integrations')
    done(`${integration.name} is deleted.`)
  }
  return (
    <ConfirmButton label="Delete" title={`Delete ${integration.name}?`} confirm="Delete it" act={remove}>
      What it had still to send is cancelled. Its credentials are gone for good; what was delivered stays on record.
    </ConfirmButton>
  )
}

const Discard = ({ discard }: { discard: () => void }) => (
  <>
    <Button variant="default" onClick={discard}>
      Discard
    </Button>
    <span className="dim">There are changes that are not saved.</span>
  </>
)

const Editor = ({ integration, kind }: { integration: Integration; kind: IntegrationKind }) => {
  const [draft, setDraft] = useState(() => draftOf(integration))
  const [generation, setGeneration] = useState(0)
  const mayWrite = useScope('integrations:write')
  const load = (stored: Integration): void => {
    setDraft(draftOf(stored))
    setGeneration((before) => before + 1)
  }
  const changes = changesOf(draftOf(integration), draft)
  const isChanged = Object.keys(changes).length > 0
  const saving = useMutation({
    mutationFn: () => api.patch<IntegrationWithSecret>(path(integration.id), changes),
    onSuccess: async (saved) => {
      await refresh('/integrations')
      load(saved)
      done('Saved.')
    },
  })
  return (
    <>
      <DraftForm
        key={generation}
        kind={kind}
        draft={draft}
        set={integration.config_set}
        change={(some) => setDraft((before) => ({ ...before, ...some }))}
        save={() => saving.mutate()}
        saving={saving.isPending}
        error={saving.error}
        label="Save"
        subject={{ kind: kind.kind, id: integration.id, isOff: !integration.enabled }}
        disabled={!isChanged || !mayWrite}
        aside={isChanged && <Discard discard={() => load(integration)} />}
      />
      <Unsaved isChanged={isChanged} />
      <ShownOnce
        title="The signing secret that was made"
        secret={saving.data?.webhook_secret}
        onClose={() => saving.reset()}
      />
    </>
  )
}

const Lead = ({ integration }: { integration: Integration }) => (
  <>
    {kindTitle(integration.kind)} · {filterSentence(integration)}
  </>
)

const Body = ({ integration }: { integration: Integration }) => {
  const { data } = useQuery(kinds())
  const mayWrite = useScope('integrations:write')
  const kind = data?.find((one) => one.kind === integration.kind)
  if (kind === undefined) return <Waiting height={520} />
  return (
    <>
      {integration.disabled_reason !== null && (
        <p className={classes.off} role="status">
          The service switched it off: {integration.disabled_reason}. Mend it, send a test, then switch it on; what is
          held goes out then.
        </p>
      )}
      <div className={classes.columns}>
        <Editor integration={integration} kind={kind} />
        <div className={classes.beside}>
          <HealthPanel health={integration.health} />
          {mayWrite && <TestPanel id={integration.id} title={kind.title} />}
          <PreviewPanel kind={kind} subject={{ id: integration.id }} version={integration.updated_at} />
          <SetupGuide kind={kind} />
        </div>
      </div>
    </>
  )
}

export const IntegrationPage = () => {
  const { id } = useParams({ from: '/shell/integrations/$id' })
  const query = useQuery(integrationQuery(id))
  const mayWrite = useScope('integrations:write')
  const { data } = query
  return (
    <Page
      title={data?.name ?? 'Integration'}
      mark={<KindMark kind={data?.kind ?? ''} size={40} />}
      lead={data && <Lead integration={data} />}
      back={{ to: '/integrations', label: 'Integrations' }}
      actions={
        data && (
          <div className={classes.headactions}>
            <EnabledSwitch integration={data} />
            <Button variant="default" component={Link} to={`/deliveries?integration_id=${id}`}>
              Deliveries
            </Button>
            {mayWrite && <DeleteButton integration={data} />}
          </div>
        )
      }
    >
      <Loaded query={query} height={520}>
        {(one) => <Body key={one.id} integration={one} />}
      </Loaded>
    </Page>
  )
}
