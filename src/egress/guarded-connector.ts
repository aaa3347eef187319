import type { LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import { buildConnector } from 'undici'
import { TransportError } from '../core/http.ts'
import type { AllowRule } from './address-guard.ts'
import { admit, judgeAddress } from './address-guard.ts'
import type { Resolve } from './resolve.ts'

/** Which peers may be connected to. `onlyAllowed`: even public ones only where the operator let them through. */
export interface PeerPolicy {
  allow: readonly AllowRule[]
  onlyAllowed: boolean
  resolve: Resolve
  /** Told of each connection to a peer that is let through although it is not public. */
  onInside?(): void
}

const CONNECT_TIMEOUT_MS = 5000
/** Node's own 250 ms gives up on peers that are merely far away. */
const NEXT_ADDRESS_AFTER_MS = 1000

const blocked = (host: string): TransportError =>
  new TransportError('blocked_address', `${host} leads to an address that is not public`)

const unresolved = (host: string): TransportError => new TransportError('network', `the name ${host} does not resolve`)

type Target = Readonly<{ host: string; port: number }>

/** The last look, when the peer is there and before a byte is written to it. */
const judgePeer = ({ remoteAddress }: Socket, target: Target, policy: PeerPolicy): TransportError | undefined => {
  if (remoteAddress === undefined) return new TransportError('network', `${target.host} closed the connection at once`)
  if (admit([remoteAddress], target, policy).length === 0) return blocked(target.host)
  if (judgeAddress(remoteAddress) !== undefined) policy.onInside?.()
  return undefined
}

/**
 * Connects to one host and port. A `lookup` hook alone is no guard, as Node never calls it for an IP literal. So the
 * literal is judged here, a name's every address in the lookup that the connection itself uses, and the peer once more
 * when it is there, before a byte of the request is written. TLS and `Host` keep the name.
 */
export const createConnector = (target: Target, policy: PeerPolicy): buildConnector.connector => {
  const { host } = target
  const admitted = (addresses: readonly string[]) => admit(addresses, target, policy)

  const find = async (): Promise<LookupAddress[]> => {
    const addresses = await policy.resolve(host)
    if (addresses.length === 0) throw unresolved(host)
    const good = admitted(addresses)
    if (good.length === 0) throw blocked(host)
    return good.map((address) => ({ address, family: isIP(address) }))
  }

  const lookup: LookupFunction = (_name, _options, callback) => {
    find().then(
      (addresses) => {
        callback(null, addresses)
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : unresolved(host), [])
      },
    )
  }

  const connect = buildConnector({
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
    minVersion: 'TLSv1.2',
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    lookup,
  })

  return (options, callback) => {
    if (isIP(host) !== 0 && admitted([host]).length === 0) {
      process.nextTick(callback, blocked(host), null)
      return undefined
    }
    // Its return value, the socket, is how undici gives up a connection that no request waits for any more.
    connect(options, (...[error, socket]) => {
      if (error) {
        callback(error, null)
        return
      }
      const refusal = judgePeer(socket, target, policy)
      if (refusal) {
        socket.destroy()
        callback(refusal, null)
      } else callback(null, socket)
    })
  }
}
