import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useState } from 'react'
import { readSetUpLink, setUp, type SetUpLink } from '../api/sign-in.ts'
import { Loaded } from '../parts/states.tsx'
import mark from '../shell/mark.svg'
import classes from './sign-in.module.css'

/** The service refuses shorter ones. */
const SHORTEST = 12

/** The token of the set-up link stands behind the `#`, which no server is sent, and leaves the address bar at once. */
const takeToken = (): string => {
  const token = window.location.hash.slice(1)
  window.history.replaceState(null, '', window.location.pathname)
  return token
}

interface Given {
  email: string
  name: string
  password: string
}

const SetUpForm = ({ token, link }: { token: string; link: SetUpLink }) => {
  const isFirst = link.purpose === 'first_owner'
  const [given, setGiven] = useState<Given>({ email: '', name: '', password: '' })
  const navigate = useNavigate()
  const settingUp = useMutation({
    mutationFn: () =>
      setUp({ token, password: given.password, ...(isFirst && { email: given.email, name: given.name }) }),
    onSuccess: () => navigate({ to: '/' }),
  })
  const give = (some: Partial<Given>): void => setGiven({ ...given, ...some })
  const isComplete = given.password.length >= SHORTEST && (!isFirst || (given.email !== '' && given.name !== ''))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (isComplete) settingUp.mutate()
  }
  return (
    <form className={classes.fields} onSubmit={submit}>
      {isFirst ? (
        <>
          <p className="dim">You become the first owner of this service.</p>
          <TextInput
            label="Name"
            autoComplete="name"
            value={given.name}
            onChange={(event) => give({ name: event.currentTarget.value })}
          />
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            value={given.email}
            onChange={(event) => give({ email: event.currentTarget.value })}
          />
        </>
      ) : (
        <p className="dim">For {link.email}.</p>
      )}
      <PasswordInput
        label="Password"
        description={`At least ${String(SHORTEST)} characters.`}
        autoComplete="new-password"
        value={given.password}
        onChange={(event) => give({ password: event.currentTarget.value })}
      />
      {settingUp.isError && (
        <p role="alert" className={classes.refused}>
          {settingUp.error.message}
        </p>
      )}
      <Button type="submit" fullWidth loading={settingUp.isPending} disabled={!isComplete}>
        Set it and sign in
      </Button>
    </form>
  )
}

const Linked = ({ token }: { token: string }) => {
  const query = useQuery({ queryKey: ['set-up', token], queryFn: () => readSetUpLink(token), gcTime: 0 })
  return <Loaded query={query}>{(link) => <SetUpForm token={token} link={link} />}</Loaded>
}

export const SetupPage = () => {
  const [token] = useState(takeToken)
  useEffect(() => {
    document.title = 'Set your password · Pencheff Integrations'
  }, [])
  return (
    <main className={classes.place}>
      <div className={classes.card}>
        <img src={mark} alt="" width="40" height="40" />
        <h1>Set your password</h1>
        {token === '' ? (
          <p role="alert">This link is not complete. Open it as it was sent to you, or ask for a new one.</p>
        ) : (
          <Linked token={token} />
        )}
      </div>
    </main>
  )
}
