import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { api } from '../api/client.ts'
import { isRole, type PersonWithLink, type Role, ROLES, ROLE_TITLES } from '../api/people.ts'
import { optionsOf } from '../parts/filter-bar.tsx'
import classes from './settings.module.css'

const InviteForm = ({ show, close }: { show: (made: PersonWithLink) => void; close: () => void }) => {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('analyst')
  const inviting = useMutation({
    mutationFn: () => api.post<PersonWithLink>('/users', { email, role, ...(name.trim() !== '' && { name }) }),
    onSuccess: (made) => {
      close()
      show(made)
    },
  })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    inviting.mutate()
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        label="E-mail"
        type="email"
        required
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput label="Name" maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Select
        label="Role"
        data={optionsOf(ROLES, ROLE_TITLES)}
        value={role}
        allowDeselect={false}
        onChange={(picked) => isRole(picked) && setRole(picked)}
      />
      <p className="dim">You get a link to hand over: nothing is sent by e-mail.</p>
      {inviting.isError && (
        <p role="alert" className={classes.refused}>
          {inviting.error.message}
        </p>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={close}>
          Not now
        </Button>
        <Button type="submit" loading={inviting.isPending} disabled={email.trim() === ''}>
          Invite
        </Button>
      </div>
    </form>
  )
}

export const InviteButton = ({ show }: { show: (made: PersonWithLink) => void }) => {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        Invite
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Invite somebody">
        <InviteForm show={show} close={() => setOpen(false)} />
      </Modal>
    </>
  )
}
