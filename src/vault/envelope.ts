import { isDeepStrictEqual } from 'node:util'
import type { KeyRing } from './key-ring.ts'

/**
 * Fernet has no associated data: a token copied from one row into another still opens. So the plaintext itself names the
 * row it belongs to, and holds the whole configuration: a clear column beside it that was edited, say the host that the
 * secret is sent to, no longer agrees with it.
 */

/** The row that a token belongs to. `generation` counts its secret's changes, so that an old token cannot come back. */
export interface ConfigOwner {
  workspaceId: string
  integrationId: string
  kind: string
  generation: number
}

type Config = Record<string, unknown>

/** The stored credential does not open, or belongs elsewhere, or disagrees with the clear columns. One text for all. */
export class CredentialUnusable extends Error {
  override name = 'CredentialUnusable'
  constructor() {
    super('The stored credential cannot be used')
  }
}

/** A token's length tells its plaintext's; in steps it no longer tells how long a secret is. */
const STEP_BYTES = 64

const header = ({ workspaceId, integrationId, kind, generation }: ConfigOwner) => ({
  v: 1,
  workspace: workspaceId,
  integration: integrationId,
  kind,
  field: 'config',
  generation,
})

const padded = (text: string): Buffer => {
  const bytes = Buffer.from(text)
  const size = Math.ceil(bytes.length / STEP_BYTES) * STEP_BYTES
  return Buffer.concat([bytes, Buffer.alloc(size - bytes.length, ' ')])
}

const isConfig = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const parse = (bytes: Uint8Array): Config => {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  if (!isConfig(value)) throw new CredentialUnusable()
  return value
}

/** As it comes back from JSON: without undefined fields, with plain prototypes. */
const plain = (config: Config): unknown => JSON.parse(JSON.stringify(config))

const withoutSecrets = (config: Config, secretNames: readonly string[]): Config =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !secretNames.includes(name)))

/** A token and the name of its key, as they are stored. */
export interface Sealed {
  token: string
  kid: string
}

/** Encrypts a whole configuration, public and secret fields alike, for one row. */
export const sealConfig = (ring: KeyRing, owner: ConfigOwner, config: Config, now: Date): Sealed =>
  ring.encrypt(padded(JSON.stringify({ ...header(owner), config })), now)

const open = (ring: KeyRing, { token, kid }: Sealed): Config => {
  try {
    return parse(ring.decrypt(token, kid))
  } catch {
    throw new CredentialUnusable()
  }
}

/**
 * The whole configuration that `sealConfig` took. `publicConfig` is what the clear columns say: the configuration
 * without its secret fields, in any order of keys. Throws `CredentialUnusable`.
 */
export const openConfig = (
  ring: KeyRing,
  sealed: Sealed,
  expected: ConfigOwner,
  publicConfig: Config,
  secretNames: readonly string[],
): Config => {
  const { config, ...named } = open(ring, sealed)
  if (!isConfig(config) || !isDeepStrictEqual(named, header(expected))) throw new CredentialUnusable()
  if (!isDeepStrictEqual(withoutSecrets(config, secretNames), plain(publicConfig))) throw new CredentialUnusable()
  return config
}
