import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { refresh } from '../api/queries.ts'
import type { NewKey } from '../api/schemas.ts'
import { currentSession } from '../api/session.ts'
import { ShownOnce } from '../parts/shown-once.tsx'
import { PURPOSES } from './scopes.ts'
import classes from './settings.module.css'

type Purpose = keyof typeof PURPOSES

const DAY_MS = 86_400_000
const LIVES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: 'never', label: 'Until it is revoked' },
]
const OPTIONS = Object.entries(PURPOSES).map(([value, { title }]) => ({ value, label: title }))

const isPurpose = (value: string | null): value is Purpose => value !== null && value in PURPOSES

/** Of a key that may do everything: what its maker holds, since nobody can give more. */
const scopesFor = (purpose: Purpose): readonly string[] =>
  (purpose === 'owner' ? currentSession()?.scopes : undefined) ?? PURPOSES[purpose].scopes

const expiryOf = (days: string): string | null =>
  days === 'never' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString()

const KeyForm = ({ onMade, close }: { onMade: (key: NewKey) => void; close: () => void }) => {
  const [name, setName] = useState('')
  const [purpose, setPurpose] = useState<Purpose>('scanner')
  const [days, setDays] = useState('90')
  const making = useMutation({
    mutationFn: () => api.post<NewKey>('/keys', { name, scopes: scopesFor(purpose), expires_at: expiryOf(days) }),
    onSuccess: async (made) => {
      onMade(made)
      await refresh('/keys')
    },
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    making.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="Name"
        description="Who or what will use it."
        required
        maxLength={200}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label="For"
        description={scopesFor(purpose).join(', ')}
        data={OPTIONS}
        value={purpose}
        allowDeselect={false}
        onChange={(value) => isPurpose(value) && setPurpose(value)}
      />
      <Select
        label="Works for"
        data={LIVES}
        value={days}
        allowDeselect={false}
        onChange={(value) => setDays(value ?? days)}
      />
      {making.isError && (
        <p role="alert" className={classes.refused}>
          {making.error.message}
        </p>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={close}>
          Not now
        </Button>
        <Button type="submit" loading={making.isPending} disabled={name.trim() === ''}>
          Make it
        </Button>
      </div>
    </form>
  )
}

export const NewKeyButton = () => {
  const [open, setOpen] = useState(false)
  const [made, setMade] = useState<NewKey>()
  const show = (key: NewKey): void => {
    setOpen(false)
    setMade(key)
  }
  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        Make a key
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Make an API key">
        <KeyForm onMade={show} close={() => setOpen(false)} />
      </Modal>
      <ShownOnce title={`The key ${made?.name ?? ''}`} secret={made?.key} onClose={() => setMade(undefined)} />
    </>
  )
}
