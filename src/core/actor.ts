import type { Caller } from './caller.ts'

/** Who did something: the holder of a key, a person, or the service by itself. */
export interface Actor {
  type: 'key' | 'user' | 'service'
  /** Null for the service. */
  id: string | null
  name: string
}

export const SERVICE: Actor = { type: 'service', id: null, name: 'service' }

export const actorOf = ({ keyId, keyName, person }: Caller): Actor => ({
  type: person ? 'user' : 'key',
  id: keyId,
  name: keyName,
})
