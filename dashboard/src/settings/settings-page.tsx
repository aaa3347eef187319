import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useScope, useSession } from '../api/session.ts'
import { Page } from '../parts/page.tsx'
import { Appearance } from './appearance.tsx'
import { Keys } from './keys.tsx'
import { People } from './people.tsx'
import { Retention } from './retention.tsx'
import { VaultKeys } from './vault-keys.tsx'

/** One panel a section; each shows itself only to whom it is of use. */
export const SettingsPage = () => {
  const session = useSession()
  const maySeePeople = useScope('users:read')
  const maySeeKeys = useScope('keys:read')
  const maySeeAudit = useScope('audit:read')
  return (
    <Page
      title="Settings"
      lead={session?.workspace !== undefined && `Workspace ${session.workspace}`}
      actions={
        maySeeAudit && (
          <Button variant="default" component={Link} to="/settings/audit">
            Audit log
          </Button>
        )
      }
    >
      <Appearance />
      {maySeePeople && <People />}
      {maySeeKeys && <Keys />}
      {session?.instanceOwner && <VaultKeys />}
      <Retention />
    </Page>
  )
}
