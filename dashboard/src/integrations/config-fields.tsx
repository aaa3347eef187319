import { Button, PasswordInput, Select, Switch, TextInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Inline } from '../parts/markdown.tsx'
import type { ConfigField } from './config-schema.ts'
import type { Config } from './draft.ts'
import { PairsField } from './pairs-field.tsx'
import classes from './integrations.module.css'

interface FieldProps {
  field: ConfigField
  value: unknown
  fault: string | undefined
  change: (value: unknown) => void
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const labels = ({ field, fault }: FieldProps) => ({
  label: field.title,
  description: <Inline text={field.description} />,
  required: field.required,
  error: fault,
})

const TextField = (props: FieldProps) => {
  const { field, value, change } = props
  const Input = field.secret ? PasswordInput : TextInput
  return (
    <Input
      {...labels(props)}
      autoComplete="off"
      spellCheck={false}
      placeholder={textOf(field.standard)}
      value={textOf(value)}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

/** Words between commas; the text is the person's own until it is sent. */
const ListField = (props: FieldProps) => {
  const { value, change } = props
  const [text, setText] = useState(Array.isArray(value) ? value.join(', ') : '')
  const write = (next: string): void => {
    setText(next)
    change(
      next
        .split(',')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    )
  }
  return (
    <TextInput
      {...labels(props)}
      placeholder="one, two"
      value={text}
      onChange={(event) => write(event.currentTarget.value)}
    />
  )
}

const ChoiceField = (props: FieldProps) => {
  const { field, value, change } = props
  const chosen = textOf(value) || textOf(field.standard)
  return (
    <Select {...labels(props)} data={field.choices} value={chosen} onChange={change} allowDeselect={!field.required} />
  )
}

const SwitchField = (props: FieldProps) => {
  const { field, value, change } = props
  return (
    <Switch
      {...labels(props)}
      required={false}
      checked={typeof value === 'boolean' ? value : field.standard === true}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  )
}

const FORMS: Record<ConfigField['form'], (props: FieldProps) => ReactNode> = {
  text: TextField,
  list: ListField,
  choice: ChoiceField,
  switch: SwitchField,
  pairs: (props) => <PairsField {...labels(props)} value={props.value} change={props.change} />,
}

/** A secret that is set is never shown: it stays, or another takes its place. */
const KeptSecret = ({ field, replace }: { field: ConfigField; replace: () => void }) => (
  <div className={classes.kept}>
    <div>
      <p className={classes.label}>{field.title}</p>
      <p className={classes.mask}>
        <span aria-hidden="true">••••••••••••</span> set
      </p>
    </div>
    <Button variant="default" size="xs" onClick={replace} aria-label={`Replace ${field.title}`}>
      Replace
    </Button>
  </div>
)

const Field = ({ isSet, ...props }: FieldProps & { isSet: boolean }) => {
  const [replacing, setReplacing] = useState(false)
  const { field, fault } = props
  if (isSet && !replacing && fault === undefined) return <KeptSecret field={field} replace={() => setReplacing(true)} />
  const Form = FORMS[field.form]
  return <Form {...props} />
}

interface ConfigFieldsProps {
  fields: readonly ConfigField[]
  config: Config
  /** The secret fields that the stored integration has. */
  set: readonly string[]
  faults: ReadonlyMap<string, string>
  change: (config: Config) => void
}

/** The first fault at the field or below it. */
const faultOf = (faults: ReadonlyMap<string, string>, name: string): string | undefined => {
  const pointer = `/config/${name}`
  for (const [at, detail] of faults) if (at === pointer || at.startsWith(`${pointer}/`)) return detail
  return undefined
}

/** The form of a kind's configuration, drawn from its JSON Schema. */
export const ConfigFields = ({ fields, config, set, faults, change }: ConfigFieldsProps) =>
  fields.map((field) => (
    <Field
      key={field.name}
      field={field}
      isSet={field.secret && set.includes(field.name)}
      value={config[field.name]}
      fault={faultOf(faults, field.name)}
      change={(value) => change({ ...config, [field.name]: value })}
    />
  ))
