import { Button, Select } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { isRole, people, type Person, type PersonWithLink, type Role, ROLES, ROLE_TITLES } from '../api/people.ts'
import { refresh } from '../api/queries.ts'
import { useScope } from '../api/session.ts'
import { Badge } from '../parts/badges.tsx'
import { ConfirmButton } from '../parts/confirm.tsx'
import { optionsOf } from '../parts/filter-bar.tsx'
import { done, failed } from '../parts/notice.ts'
import { Panel } from '../parts/page.tsx'
import { ShownOnce } from '../parts/shown-once.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { InviteButton } from './invite.tsx'
import classes from './settings.module.css'

const remove = async ({ id, name }: Person): Promise<void> => {
  await api.delete(`/users/${id}`)
  await refresh('/users')
  done(`${name} is removed.`)
}

const RoleSelect = ({ person }: { person: Person }) => {
  const changing = useMutation({
    mutationFn: (role: Role) => api.patch(`/users/${person.id}`, { role }),
    onSuccess: () => refresh('/users'),
    onError: failed,
  })
  return (
    <Select
      size="xs"
      className={classes.role ?? ''}
      aria-label={`Role of ${person.name}`}
      data={optionsOf(ROLES, ROLE_TITLES)}
      value={changing.isPending ? changing.variables : person.role}
      allowDeselect={false}
      onChange={(role) => isRole(role) && changing.mutate(role)}
    />
  )
}

const LinkButton = ({ person, show }: { person: Person; show: (made: PersonWithLink) => void }) => {
  const making = useMutation({
    mutationFn: () => api.post<PersonWithLink>(`/users/${person.id}/link`),
    onSuccess: show,
    onError: failed,
  })
  return (
    <Button size="xs" variant="default" loading={making.isPending} onClick={() => making.mutate()}>
      New link
    </Button>
  )
}

const LastSeen = ({ person }: { person: Person }) => {
  if (person.last_signed_in_at !== null)
    return (
      <>
        signed in <Time at={person.last_signed_in_at} />
      </>
    )
  return <>invited {<Time at={person.created_at} />}</>
}

const Row = ({ person, show }: { person: Person; show: (made: PersonWithLink) => void }) => {
  const mayWrite = useScope('users:write')
  return (
    <li className={classes.key}>
      <div className={classes.keyname}>
        <p>
          <strong>{person.name}</strong> {!person.has_password && <Badge tone="warn">No password yet</Badge>}
        </p>
        <p className="dim">
          {person.email} · <LastSeen person={person} />
        </p>
      </div>
      {mayWrite ? <RoleSelect person={person} /> : <p className="dim">{ROLE_TITLES[person.role]}</p>}
      {mayWrite && (
        <>
          <LinkButton person={person} show={show} />
          <ConfirmButton
            label="Remove"
            size="xs"
            title={`Remove ${person.name}?`}
            confirm="Remove them"
            act={() => remove(person)}
          >
            They are signed out everywhere at once. The keys that they made stay; revoke those below if they should not.
          </ConfirmButton>
        </>
      )}
    </li>
  )
}

/** Who can sign in, and what they may do. */
export const People = () => {
  const query = useQuery(people())
  const mayWrite = useScope('users:write')
  const [linked, setLinked] = useState<PersonWithLink>()
  const show = (made: PersonWithLink): void => {
    setLinked(made)
    void refresh('/users')
  }
  return (
    <Panel title="People" aside={mayWrite && <InviteButton show={show} />} flush>
      <Loaded query={query} height={120}>
        {(all) =>
          all.length === 0 ? (
            <Empty title="Nobody signs in with a password yet">Invite people, each with a role.</Empty>
          ) : (
            <ul aria-label="People">
              {all.map((person) => (
                <Row key={person.id} person={person} show={show} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <ShownOnce
        title={`The link for ${linked?.name ?? ''}`}
        secret={linked?.link}
        onClose={() => setLinked(undefined)}
      />
    </Panel>
  )
}
