import createFetchClient, { type Client as FetchClient, type Middleware } from 'openapi-fetch'
import { KEYED_PATHS } from './keyed-paths.ts'
import { type RetryOptions, retrying } from './retry.ts'
import type { paths } from './schema.ts'

export interface ClientOptions {
  /** Where the service is, as its `PUBLIC_URL` says: `https://pencheff.example`. */
  url: string
  /** An API key of the workspace. */
  apiKey: string
  /** How often, and how long, it waits for a service that asks to come back later. */
  retry?: RetryOptions
  /** Sends one request; the platform's own unless told. */
  fetch?: (request: Request) => Promise<Response>
}

/** `GET`, `POST`, `PATCH` and `DELETE` with the paths of the API, each typed by its OpenAPI document. */
export type Client = FetchClient<paths>

/** What is made is made once, however often the request has to be sent. */
const madeOnce: Middleware = {
  onRequest: ({ request, schemaPath }) => {
    if (request.method === 'POST' && KEYED_PATHS.has(schemaPath) && !request.headers.has('idempotency-key'))
      request.headers.set('idempotency-key', crypto.randomUUID())
  },
}

/** A client of one workspace. */
export const createClient = ({ url, apiKey, retry, fetch = globalThis.fetch }: ClientOptions): Client => {
  const client = createFetchClient<paths>({
    baseUrl: `${url.replace(/\/+$/, '')}/api`,
    headers: { authorization: `Bearer ${apiKey}` },
    fetch: retrying((request) => fetch(request), retry),
    // The key goes to this service and nowhere else.
    redirect: 'error',
  })
  client.use(madeOnce)
  return client
}
