import { Button, PasswordInput, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useState } from 'react'
import { singleSignOn } from '../api/people.ts'
import { wasEnded } from '../api/session.ts'
import { signInElsewhere, signInWithKey, signInWithPassword } from '../api/sign-in.ts'
import mark from '../shell/mark.svg'
import { keepWayBack, ownPath } from './way-back.ts'
import classes from './sign-in.module.css'

type Way = 'password' | 'key'

const WAYS = [
  { value: 'password', label: 'E-mail' },
  { value: 'key', label: 'API key' },
]

interface Given {
  way: Way
  email: string
  password: string
  key: string
}

const signIn = ({ way, email, password, key }: Given): Promise<void> =>
  way === 'key' ? signInWithKey(key.trim()) : signInWithPassword(email.trim(), password)

const isComplete = ({ way, email, password, key }: Given): boolean =>
  way === 'key' ? key.trim() !== '' : email.trim() !== '' && password !== ''

const EMPTY: Given = { way: 'password', email: '', password: '', key: '' }

const Fields = ({ given, give }: { given: Given; give: (some: Partial<Given>) => void }) =>
  given.way === 'key' ? (
    <PasswordInput
      label="API key"
      description="Kept for this tab only."
      autoComplete="off"
      data-autofocus
      value={given.key}
      onChange={(event) => give({ key: event.currentTarget.value })}
    />
  ) : (
    <>
      <TextInput
        label="E-mail"
        type="email"
        autoComplete="username"
        value={given.email}
        onChange={(event) => give({ email: event.currentTarget.value })}
      />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        value={given.password}
        onChange={(event) => give({ password: event.currentTarget.value })}
      />
    </>
  )

/** How a sign-in at the provider went wrong, and the mend. */
const FAILURES: Record<string, string> = {
  no_account: 'Your organisation knows you, but this service does not. Ask an owner of the workspace to invite you.',
  provider:
    'Signing in with your organisation did not work. Try once more; if it fails again, the service’s log says why.',
}

/** Leaves for the provider, where it answers: a browser that was sent away for nothing would show no page of ours. */
const leave = async (to: string | undefined): Promise<void> => {
  const { type } = await fetch('/api/oidc/sign-in', { redirect: 'manual' })
  if (type !== 'opaqueredirect')
    throw new Error('Your organisation’s sign-in does not answer. Try again later, or sign in with an API key.')
  keepWayBack(to)
  signInElsewhere()
}

/** Only where the service has a provider for it. */
const SingleSignOn = ({ to }: { to: string | undefined }) => {
  const { data: isEnabled } = useQuery(singleSignOn())
  const leaving = useMutation({ mutationFn: () => leave(to) })
  if (isEnabled !== true) return null
  return (
    <>
      <Button variant="default" fullWidth loading={leaving.isPending} onClick={() => leaving.mutate()}>
        Sign in with your organisation
      </Button>
      {leaving.isError && (
        <p role="alert" className={classes.refused}>
          {leaving.error.message}
        </p>
      )}
    </>
  )
}

export const SignInPage = () => {
  const [given, setGiven] = useState(EMPTY)
  const navigate = useNavigate()
  const { to, failed } = useSearch({ from: '/sign-in' })
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: () => navigate({ to: ownPath(to) }),
  })
  useEffect(() => {
    document.title = 'Sign in · Pencheff Integrations'
  }, [])
  const give = (some: Partial<Given>): void => setGiven({ ...given, ...some })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (isComplete(given)) entering.mutate(given)
  }
  return (
    <main className={classes.place}>
      <form className={classes.card} onSubmit={submit}>
        <img src={mark} alt="" width="40" height="40" />
        <h1>Sign in to Pencheff</h1>
        {wasEnded() && <p className="dim">Your session has ended. Sign in again to go on where you were.</p>}
        {failed !== undefined && (
          <p role="alert" className={classes.refused}>
            {FAILURES[failed] ?? FAILURES.provider}
          </p>
        )}
        <SegmentedControl
          fullWidth
          aria-label="How to sign in"
          data={WAYS}
          value={given.way}
          onChange={(way) => {
            entering.reset()
            give({ way: way === 'key' ? 'key' : 'password' })
          }}
        />
        <Fields given={given} give={give} />
        {entering.isError && (
          <p role="alert" className={classes.refused}>
            {entering.error.message}
          </p>
        )}
        <Button type="submit" fullWidth loading={entering.isPending} disabled={!isComplete(given)}>
          Sign in
        </Button>
        {given.way === 'password' && <SingleSignOn to={to} />}
        <p className={classes.hint}>
          {given.way === 'key'
            ? 'The first key is printed once when the service starts for the first time.'
            : 'No account yet? An owner of the workspace invites you and sends a set-up link.'}
        </p>
      </form>
    </main>
  )
}
