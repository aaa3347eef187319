import { Button } from '@mantine/core'
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { api, ApiProblem } from '../api/client.ts'
import { type Page, refresh } from '../api/queries.ts'
import { Badge, type Tone } from '../parts/badges.tsx'
import { done, failed } from '../parts/notice.ts'
import { Panel } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'
import classes from './settings.module.css'

type Role = 'encrypts' | 'decrypts' | 'unnamed' | 'missing'

/** One key of `FERNET_KEYS`, by name, and what is sealed with it. */
interface VaultKey {
  kid: string
  role: Role
  total: number
}

const PATH = '/vault/keys'

const TONES: Record<Role, Tone> = { encrypts: 'ok', decrypts: 'plain', unnamed: 'warn', missing: 'bad' }
const MEANINGS: Record<Role, string> = {
  encrypts: 'seals what is new',
  decrypts: 'only opens; may go from FERNET_KEYS when nothing is sealed with it any more',
  unnamed: 'rows that are older than key names; a rotation names them',
  missing: 'no given key opens these: put it back into FERNET_KEYS, or enter the credentials again',
}

const vaultKeys = () =>
  queryOptions({
    queryKey: [PATH],
    queryFn: async ({ signal }) => (await api.get<Page<VaultKey>>(PATH, undefined, signal)).items,
  })

const RotateButton = () => {
  const rotating = useMutation({
    mutationFn: () => api.post<{ moved: number }>('/vault/rotate'),
    onSuccess: async ({ moved }) => {
      await refresh(PATH)
      done(moved === 0 ? 'Everything was sealed with the first key already.' : `${moved} rows are sealed anew.`)
    },
    onError: failed,
  })
  return (
    <Button size="xs" variant="default" loading={rotating.isPending} onClick={() => rotating.mutate()}>
      Seal all with the first key
    </Button>
  )
}

/** The keys that seal credentials; only the instance's owner sees them, and never the keys themselves. */
export const VaultKeys = () => {
  const query = useQuery(vaultKeys())
  if (query.error instanceof ApiProblem && query.error.status === 404) return null
  return (
    <Panel title="Vault keys" aside={<RotateButton />} flush>
      <Loaded query={query} height={80}>
        {(all) => (
          <ul aria-label="Vault keys">
            {all.map(({ kid, role, total }) => (
              <li key={`${role}${kid}`} className={classes.key}>
                <div className={classes.keyname}>
                  <p>
                    <span className="mono">{kid === '' ? 'without a name' : kid}</span>{' '}
                    <Badge tone={TONES[role]}>{role}</Badge>
                  </p>
                  <p className="dim">{MEANINGS[role]}</p>
                </div>
                <p className={classes.keytimes}>{total} sealed with it</p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  )
}
