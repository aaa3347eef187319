import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** How a body is signed: as Standard Webhooks does, or as one `sha256=` header over the bare body. */
export const SIGNATURES = ['standard', 'sha256'] as const
export type Signature = (typeof SIGNATURES)[number]

const PREFIX = 'whsec_'

/** A secret that is made rather than chosen: `whsec_` and base64 of 32 bytes. `randomBytes` must be cryptographic. */
export const newWebhookSecret = (randomBytes: (length: number) => Uint8Array): string =>
  PREFIX + Buffer.from(randomBytes(32)).toString('base64')

const standardFault = (secret: string): string | undefined => {
  if (!secret.startsWith(PREFIX)) return `a secret starts with ${PREFIX}`
  const encoded = secret.slice(PREFIX.length)
  const key = Buffer.from(encoded, 'base64')
  // Receivers' libraries decode strictly: the url-safe alphabet or missing padding throws there.
  if (key.toString('base64') !== encoded) return `what follows ${PREFIX} is standard base64 with its padding`
  // Standard Webhooks 1.0.0: 24 to 64 bytes of randomness, standardwebhooks.com.
  if (key.length < 24 || key.length > 64) return 'the key has 24 to 64 bytes'
  if (key.every((byte) => byte === key[0])) return 'the key has to be random, and all bytes of this one are the same'
  return undefined
}

const sha256Fault = (secret: string): string | undefined => {
  const length = Array.from(secret).length
  if (length < 16 || length > 256) return 'a secret has 16 to 256 characters'
  return secret.isWellFormed() ? undefined : 'a secret is well-formed Unicode'
}

/** What is wrong with the secret in this mode, without the secret itself; undefined when nothing is. */
export const secretFault = (secret: string, signature: Signature): string | undefined =>
  signature === 'standard' ? standardFault(secret) : sha256Fault(secret)

/** The key that a secret stands for in its mode. */
export const signingKey = (secret: string, signature: Signature): KeyObject =>
  signature === 'sha256' ? createSecretKey(secret, 'utf8') : createSecretKey(secret.slice(PREFIX.length), 'base64')

const hmac = (key: KeyObject, content: string) => createHmac('sha256', key).update(content)

/**
 * The headers that let a receiver check the body: `webhook-id` (the same on every attempt), `webhook-timestamp` (seconds of
 * this attempt) and the signature.
 */
export const signedHeaders = (
  body: string,
  { id, now, key, signature }: { id: string; now: Date; key: KeyObject; signature: Signature },
): Record<string, string> => {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const sent = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  if (signature === 'sha256') return { ...sent, 'x-pencheff-signature': `sha256=${hmac(key, body).digest('hex')}` }
  return { ...sent, 'webhook-signature': `v1,${hmac(key, `${id}.${timestamp}.${body}`).digest('base64')}` }
}
