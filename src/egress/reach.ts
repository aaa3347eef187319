import { createConnector, type PeerPolicy } from './guarded-connector.ts'
import type { Target } from './url-guard.ts'

/**
 * Connects, with TLS where the address is secure, and closes again: nothing is sent. Throws what connecting throws, after
 * the connector's own time limit at the latest.
 */
export const reach = (target: Target, policy: PeerPolicy): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname: bracketed, host, port, protocol } = new URL(target.origin)
    const hostname = bracketed.replace(/^\[|\]$/g, '')
    createConnector(target, policy)({ hostname, host, port, protocol }, (...[error, socket]) => {
      if (error) reject(error)
      else {
        socket.destroy()
        resolve()
      }
    })
  })
