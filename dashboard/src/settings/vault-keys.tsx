import { useQuery } from '@tanstack/react-query'
import { ApiProblem } from '../api/client.ts'
import { Badge, type Tone } from '../parts/badges.tsx'
import { Panel } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'
import { Progress, RotateButton, useRotation } from './rotate.tsx'
import classes from './settings.module.css'
import { type VaultKey, vaultKeys } from './vault-key.ts'

type Role = VaultKey['role']

const TONES: Record<Role, Tone> = { encrypts: 'ok', decrypts: 'plain', unnamed: 'warn', missing: 'bad' }
const MEANINGS: Record<Role, string> = {
  encrypts: 'seals what is new',
  decrypts: 'only opens; may go from FERNET_KEYS when nothing is sealed with it any more',
  unnamed: 'rows that are older than key names; a rotation names them',
  missing: 'no given key opens these: put it back into FERNET_KEYS, or enter the credentials again',
}

/** The keys that seal credentials; only the instance's owner sees them, and never the keys themselves. */
export const VaultKeys = () => {
  const rotation = useRotation()
  const query = useQuery(vaultKeys(rotation.isPending))
  if (query.error instanceof ApiProblem && query.error.status === 404) return null
  return (
    <Panel title="Vault keys" aside={<RotateButton rotation={rotation} />} flush>
      <Loaded query={query} height={80}>
        {(all) => (
          <>
            {rotation.isError && (
              <p role="alert" className={classes.refusedrotation}>
                {rotation.error.message}
              </p>
            )}
            <Progress keys={all} />
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
          </>
        )}
      </Loaded>
    </Panel>
  )
}
