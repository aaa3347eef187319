import { useScope } from '../api/session.ts'
import { Page } from '../parts/page.tsx'
import { Appearance } from './appearance.tsx'
import { Keys } from './keys.tsx'

/** One panel a section; each shows itself only to whom it is of use. */
export const SettingsPage = () => {
  const maySeeKeys = useScope('keys:read')
  return (
    <Page title="Settings">
      <Appearance />
      {maySeeKeys && <Keys />}
    </Page>
  )
}
