// Loaded before the service: the process dies, as by a fault in native code, the moment it sends a body that holds the mark,
// or judges an event for an integration whose name holds it.
import { subscribe } from 'node:diagnostics_channel'

const mark = process.env.DIES_OF ?? ''

subscribe('undici:request:create', (message) => {
  const { body } = (message as { request: { body: unknown } }).request
  if (mark !== '' && (typeof body === 'string' || body instanceof Uint8Array) && Buffer.from(body).includes(mark)) {
    process.abort()
  }
})

const { stringify } = JSON

JSON.stringify = ((...args: Parameters<typeof stringify>) => {
  const [value] = args as unknown[]
  const isRoster =
    Array.isArray(value) &&
    value.some((one: unknown) => typeof one === 'object' && one !== null && 'integration_id' in one)
  const text = stringify(...args)
  if (isRoster && mark !== '' && text.includes(mark)) process.abort()
  return text
}) as typeof stringify
