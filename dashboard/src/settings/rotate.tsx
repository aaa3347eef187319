import { useMutation } from '@tanstack/react-query'
import { useId } from 'react'
import { api } from '../api/client.ts'
import { refresh } from '../api/queries.ts'
import { ConfirmButton } from '../parts/confirm.tsx'
import { done } from '../parts/notice.ts'
import classes from './settings.module.css'
import { VAULT_KEYS, type VaultKey } from './vault-key.ts'

const doneWords = (moved: number): string => {
  if (moved === 0) return 'Everything was sealed with the first key already.'
  return moved === 1 ? 'One row is sealed anew.' : `${moved.toLocaleString()} rows are sealed anew.`
}

/** Seals everything with the first key. */
export const useRotation = () =>
  useMutation({
    mutationFn: () => api.post<{ moved: number }>('/vault/rotate'),
    onSuccess: async ({ moved }) => {
      await refresh(VAULT_KEYS)
      done(doneWords(moved))
    },
  })

export const RotateButton = ({ rotation }: { rotation: ReturnType<typeof useRotation> }) => (
  <ConfirmButton
    label="Seal all with the first key"
    size="xs"
    title="Seal all with the first key?"
    confirm="Seal all"
    keep="Not now"
    mild
    loading={rotation.isPending}
    act={() => {
      rotation.mutate()
      return Promise.resolve()
    }}
  >
    Every stored credential is opened and sealed anew, while deliveries go on. Stopped half-way nothing is lost, and it
    can be repeated. Once a key seals nothing any more it may go from <code>FERNET_KEYS</code>.
  </ConfirmButton>
)

/** How much is sealed with the first key already. */
export const Progress = ({ keys }: { keys: readonly VaultKey[] }) => {
  const id = useId()
  const sum = (some: readonly VaultKey[]): number => some.reduce((all, { total }) => all + total, 0)
  const done = sum(keys.filter(({ role }) => role === 'encrypts'))
  const all = sum(keys.filter(({ role }) => role !== 'missing'))
  return (
    <div className={classes.progress}>
      <label htmlFor={id}>{`${done.toLocaleString()} of ${all.toLocaleString()} sealed with the first key`}</label>
      <progress id={id} max={Math.max(1, all)} value={done} />
    </div>
  )
}
