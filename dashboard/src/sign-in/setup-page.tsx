import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useState } from 'react'
import { api } from '../api/client.ts'
import { resumePerson } from '../api/sign-in.ts'
import mark from '../shell/mark.svg'
import classes from './sign-in.module.css'

const SHORTEST = 12

/** The token of the set-up link stands behind the `#`, which no server is sent, and leaves the address bar at once. */
const takeToken = (): string => {
  const token = window.location.hash.slice(1)
  window.history.replaceState(null, '', window.location.pathname)
  return token
}

export const SetupPage = () => {
  const [token] = useState(takeToken)
  const [password, setPassword] = useState('')
  const navigate = useNavigate()
  const settingUp = useMutation({
    mutationFn: async () => {
      await api.post('/setup', { token, password })
      await resumePerson()
    },
    onSuccess: () => navigate({ to: '/' }),
  })
  useEffect(() => {
    document.title = 'Set your password · Pencheff Integrations'
  }, [])
  const isLong = password.length >= SHORTEST
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (isLong) settingUp.mutate()
  }
  return (
    <main className={classes.place}>
      <form className={classes.card} onSubmit={submit}>
        <img src={mark} alt="" width="40" height="40" />
        <h1>Set your password</h1>
        {token === '' ? (
          <p role="alert">This link is not complete. Open it as it was sent to you, or ask for a new one.</p>
        ) : (
          <PasswordInput
            label="Password"
            description={`At least ${String(SHORTEST)} characters.`}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        {settingUp.isError && (
          <p role="alert" className={classes.refused}>
            {settingUp.error.message}
          </p>
        )}
        <Button type="submit" fullWidth loading={settingUp.isPending} disabled={!isLong || token === ''}>
          Set it and sign in
        </Button>
      </form>
    </main>
  )
}
