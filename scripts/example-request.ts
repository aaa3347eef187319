import type { EventPayload } from '../src/core/event.ts'
import type { HttpRequest } from '../src/core/http.ts'
import { maskRequest } from '../src/core/mask-request.ts'
import type { Destination } from '../src/destinations/destination.ts'
import { secretsOf } from '../src/operations/preview-integration.ts'

export const RENDER = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const DELIVERY = '0198c0de-0000-7000-8000-000000000001'
const NOW = new Date('2026-01-31T12:00:00Z')

/** The request that carries a message to a kind's example, with its secrets masked. */
export const requestExample = (destination: Destination, message: unknown): HttpRequest => {
  const { example } = destination
  const request = destination.request(message, example, { deliveryId: DELIVERY, now: NOW })
  return maskRequest(request, secretsOf({ destination, config: example as Record<string, unknown> }))
}

/** The same of an event. */
export const exampleRequest = (destination: Destination, event: EventPayload): HttpRequest =>
  requestExample(destination, destination.render(event, destination.example, RENDER))
