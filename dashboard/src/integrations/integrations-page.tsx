import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { integrations } from '../api/queries.ts'
import type { Integration } from '../api/schemas.ts'
import { useScope } from '../api/session.ts'
import { Badge } from '../parts/badges.tsx'
import { filterSentence } from '../parts/filter-sentence.ts'
import { KindMark, kindTitle } from '../parts/kind-mark.tsx'
import { Page, Panel } from '../parts/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Time } from '../parts/time.tsx'
import classes from './integrations.module.css'

const AddButton = () => (
  <Button component={Link} to="/integrations/new">
    Add an integration
  </Button>
)

const Standing = ({ enabled, disabled_reason }: Integration) => {
  if (enabled) return <Badge tone="ok">On</Badge>
  return disabled_reason === null ? <Badge tone="plain">Disabled</Badge> : <Badge tone="bad">Switched off</Badge>
}

const Row = ({ integration }: { integration: Integration }) => (
  <li>
    <Link to="/integrations/$id" params={{ id: integration.id }} className={classes.listrow ?? ''}>
      <KindMark kind={integration.kind} size={32} />
      <span className={classes.listname}>
        <span className="cut">{integration.name}</span>
        <span className="dim">{kindTitle(integration.kind)}</span>
      </span>
      <span className={classes.listfilter}>
        {integration.disabled_reason === null
          ? filterSentence(integration)
          : `The service switched it off: ${integration.disabled_reason}`}
      </span>
      <span className="dim">
        changed <Time at={integration.updated_at} />
      </span>
      <Standing {...integration} />
    </Link>
  </li>
)

export const IntegrationsPage = () => {
  const query = useQuery(integrations())
  const mayWrite = useScope('integrations:write')
  return (
    <Page title="Integrations" lead="Where events go, and which of them." actions={mayWrite && <AddButton />}>
      <Loaded query={query} height={420}>
        {(all) => (
          <Panel flush>
            {all.length === 0 ? (
              <Empty title="There are no integrations yet">
                <p>Pick one of ten kinds, enter its credentials and send a test.</p>
                {mayWrite && <AddButton />}
              </Empty>
            ) : (
              <ul className={classes.list} aria-label="Integrations">
                {all
                  .toSorted((left, right) => left.name.localeCompare(right.name))
                  .map((one) => (
                    <Row key={one.id} integration={one} />
                  ))}
              </ul>
            )}
          </Panel>
        )}
      </Loaded>
    </Page>
  )
}
