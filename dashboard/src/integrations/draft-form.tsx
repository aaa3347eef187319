import { Button, TextInput } from '@mantine/core'
import type { SubmitEvent, ReactNode } from 'react'
import { ApiProblem } from '../api/client.ts'
import type { IntegrationKind } from '../api/schemas.ts'
import { Panel } from '../parts/page.tsx'
import { ConfigFields } from './config-fields.tsx'
import { configFields } from './config-schema.ts'
import type { Draft } from './draft.ts'
import { DryRunPanel, type DryRunSubject } from './dry-run-panel.tsx'
import { FilterFields } from './filter-fields.tsx'
import classes from './integrations.module.css'

const NONE: ReadonlyMap<string, string> = new Map()

interface DraftFormProps {
  kind: IntegrationKind
  draft: Draft
  /** The secret fields that the stored integration has. */
  set: readonly string[]
  change: (some: Partial<Draft>) => void
  save: () => void
  saving: boolean
  error: Error | null
  label: string
  disabled?: boolean
  /** Beside the save button. */
  aside?: ReactNode
  /** Whose filter it is. */
  subject: DryRunSubject
}

/** Everything about an integration that a person enters, for making and for changing one. */
export const DraftForm = ({
  kind,
  draft,
  set,
  change,
  save,
  saving,
  error,
  label,
  disabled,
  aside,
  subject,
}: DraftFormProps) => {
  const faults = error instanceof ApiProblem ? error.faults : NONE
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    save()
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Panel title="Connection">
        <div className={classes.fields}>
          <TextInput
            label="Name"
            description="How people recognise it here and in the reasons of events."
            required
            maxLength={200}
            value={draft.name}
            error={faults.get('/name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <ConfigFields
            fields={configFields(kind)}
            config={draft.config}
            set={set}
            faults={faults}
            change={(config) => change({ config })}
          />
        </div>
      </Panel>
      <Panel title="What it is sent">
        <div className={classes.fields}>
          <FilterFields draft={draft} faults={faults} change={change} />
        </div>
      </Panel>
      <DryRunPanel subject={subject} draft={draft} />
      {error !== null && (
        <p role="alert" className={classes.refused}>
          {error.message}
        </p>
      )}
      <div className={classes.submit}>
        <Button type="submit" loading={saving} disabled={disabled ?? false}>
          {label}
        </Button>
        {aside}
      </div>
    </form>
  )
}
