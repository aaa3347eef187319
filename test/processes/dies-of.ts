// Loaded before the service: the process dies, as by a fault in native code, the moment it sends a body that holds the mark.
import { subscribe } from 'node:diagnostics_channel'

const mark = process.env.DIES_OF ?? ''

subscribe('undici:request:create', (message) => {
  const { body } = (message as { request: { body: unknown } }).request
  if (mark !== '' && (typeof body === 'string' || body instanceof Uint8Array) && Buffer.from(body).includes(mark)) {
    process.abort()
  }
})
