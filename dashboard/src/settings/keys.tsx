import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { keys, refresh } from '../api/queries.ts'
import type { Key } from '../api/schemas.ts'
import { currentSession, useScope } from '../api/session.ts'
import { Badge } from '../parts/badges.tsx'
import { ConfirmButton } from '../parts/confirm.tsx'
import { done } from '../parts/notice.ts'
import { Panel } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import { NewKeyButton } from './new-key.tsx'
import { scopeWords } from './scopes.ts'
import classes from './settings.module.css'

const revoke = async ({ id, name }: Key): Promise<void> => {
  await api.delete(`/keys/${id}`)
  await refresh('/keys')
  done(`${name} is revoked.`)
}

const isOwn = ({ hint }: Key): boolean => currentSession()?.key?.endsWith(hint) ?? false

const Row = ({ one, mayWrite }: { one: Key; mayWrite: boolean }) => (
  <li className={classes.key}>
    <div className={classes.keyname}>
      <p>
        <strong>{one.name}</strong> <span className="mono dim">…{one.hint}</span>{' '}
        {isOwn(one) && <Badge tone="ok">You use this one</Badge>}
      </p>
      <p className="dim" title={one.scopes.join(', ')}>
        {scopeWords(one.scopes)}
      </p>
    </div>
    <p className={classes.keytimes}>
      made <Time at={one.created_at} />
      <br />
      {one.last_used_at === null ? (
        'never used'
      ) : (
        <>
          used <Time at={one.last_used_at} />
        </>
      )}
      {one.expires_at !== null && (
        <>
          , ends <Time at={one.expires_at} />
        </>
      )}
    </p>
    {mayWrite && (
      <ConfirmButton label="Revoke" size="xs" title={`Revoke ${one.name}?`} confirm="Revoke it" act={() => revoke(one)}>
        Whatever uses it is refused from this moment on. That can’t be undone; a new key can be made.
      </ConfirmButton>
    )}
  </li>
)

/** The API keys of the workspace; a key itself is shown once, when it is made. */
export const Keys = () => {
  const query = useQuery(keys())
  const mayWrite = useScope('keys:write')
  return (
    <Panel title="API keys" aside={mayWrite && <NewKeyButton />} flush>
      <Loaded query={query} height={160}>
        {(all) => (
          <ul aria-label="API keys">
            {all.map((one) => (
              <Row key={one.id} one={one} mayWrite={mayWrite} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  )
}
