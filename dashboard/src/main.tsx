import './styles.ts'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/queries.ts'
import { currentSession, useSession } from './api/session.ts'
import { resumeSession } from './api/sign-in.ts'
import { router } from './router.tsx'
import { takeWayBack } from './sign-in/way-back.ts'
import { cssVariables, theme } from './theme.ts'

/** Style sheets that are made while the page runs carry the nonce of this answer; everything else comes from files. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
// Read by the scroll lock of Mantine's modals.
Object.assign(globalThis, { __webpack_nonce__: nonce })

/** Leaves for the sign-in page when the session ends, wherever that was. */
const Routes = () => {
  const session = useSession()
  useEffect(() => {
    if (session !== null) return
    queryClient.clear()
    void router.invalidate()
  }, [session])
  return <RouterProvider router={router} />
}

/** Who comes back from their organisation's sign-in goes on to where they wanted to go. */
const goOn = (): void => {
  const path = currentSession() && window.location.pathname === '/' ? takeWayBack() : undefined
  if (path !== undefined) window.history.replaceState(null, '', path)
}

const start = async (): Promise<void> => {
  await resumeSession()
  goOn()
  const place = document.getElementById('root')
  if (place === null) throw new Error('the page has no root')
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={() => nonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" />
          <Routes />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

void start()
