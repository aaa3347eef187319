import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { kinds } from '../api/queries.ts'
import { KindMark } from '../parts/kind-mark.tsx'
import { Page } from '../parts/page.tsx'
import { Loaded } from '../parts/states.tsx'
import classes from './integrations.module.css'

export const GalleryPage = () => {
  const query = useQuery(kinds())
  return (
    <Page
      title="Add an integration"
      lead="Pick where events go. The next page shows where its credentials come from."
      back={{ to: '/integrations', label: 'Integrations' }}
    >
      <Loaded query={query} height={480}>
        {(all) => (
          <ul className={classes.gallery} aria-label="Kinds">
            {all.map(({ kind, title, use, protocol }) => (
              <li key={kind} className={classes.kind}>
                <KindMark kind={kind} size={40} />
                <div>
                  <h2>
                    <Link to="/integrations/new/$kind" params={{ kind }}>
                      {title}
                    </Link>
                  </h2>
                  <p>{use}</p>
                  <p className={classes.protocol}>{protocol}</p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Page>
  )
}
