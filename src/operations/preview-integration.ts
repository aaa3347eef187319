import { z } from 'zod'
import { AppError, invalid } from '../core/error.ts'
import { EVENT_NAMES, type EventName, type EventPayload } from '../core/event.ts'
import type { HttpRequest } from '../core/http.ts'
import { newId } from '../core/id.ts'
import { maskRequest, type Secrets } from '../core/mask-request.ts'
import { sampleDigest } from '../core/sample.ts'
import { secretFields, textsIn } from '../core/secret.ts'
import { type OpenIntegration, openIntegration } from '../delivery/open-integration.ts'
import type { RenderContext } from '../destinations/destination.ts'
import { findIntegration, type IntegrationRow } from '../store/integrations.ts'
import { CredentialUnusable } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId } from './page-query.ts'
import { previewEvent } from './preview-event.ts'

export const preview = z
  .object({
    event: z.enum(EVENT_NAMES),
    request: z
      .object({
        method: z.string(),
        url: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string().nullable(),
      })
      .nullable()
      .describe('Secrets are masked. Null when nothing would be sent.'),
    not_sent: z.string().optional().describe('Why this kind has no place for the event.'),
  })
  .meta({ id: 'Preview' })
type Preview = z.output<typeof preview>

export const digest = z.boolean().optional().describe('The sample of a digest in place of one message.')

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What `maskRequest` has to hide of an open configuration. */
export const secretsOf = ({ destination, config }: OpenIntegration): Secrets => {
  const fields = secretFields(destination.config)
  const values = fields.map((field) => config[field])
  const headers = values.filter(isRecord).flatMap(Object.keys)
  return {
    texts: values.flatMap(textsIn),
    headers: new Set(headers.map((header) => header.toLowerCase())),
    url: fields.some((field) => destination.hostRule.fields.includes(field)),
  }
}

/** `message` as it would be sent. */
const maskedRequest = (open: OpenIntegration, message: unknown): HttpRequest => {
  const { destination, config } = open
  const request = destination.request(message, config, { deliveryId: newId(), now: new Date() })
  return maskRequest(request, secretsOf(open))
}

const sampleDigestOf = ({ destination, config }: OpenIntegration, event: EventName, render: RenderContext): unknown => {
  const { kind, digest } = destination
  if (!digest) throw invalid('/digest', `${kind} has no digests: leave it out`)
  if (!digest.events.includes(event)) throw invalid('/digest', `a digest of ${kind} holds no ${event}: leave it out`)
  return digest.render(sampleDigest, config, render)
}

const requestOf = (open: OpenIntegration, message: unknown): Preview['request'] => {
  const { method, url, headers, body } = maskedRequest(open, message)
  return { method, url, headers, body: body ?? null }
}

/** What an open configuration would send for many events of a scan. Throws `invalid` where its kind has no digests of them. */
export const digestPreviewOf = (open: OpenIntegration, event: EventName, render: RenderContext): Preview => ({
  event,
  request: requestOf(open, sampleDigestOf(open, event, render)),
})

/** What an open configuration would send for an event. */
export const previewOf = (open: OpenIntegration, payload: EventPayload, render: RenderContext): Preview => {
  const { event } = payload
  const { destination, config } = open
  const reason = destination.notSent?.[event]
  if (reason !== undefined) return { event, request: null, not_sent: reason }
  return { event, request: requestOf(open, destination.render(payload, config, render)) }
}

const opened = (row: IntegrationRow | undefined, ring: KeyRing): OpenIntegration => {
  if (!row) throw new AppError('not_found')
  try {
    return openIntegration(row, ring)
  } catch (error) {
    if (!(error instanceof CredentialUnusable)) throw error
    throw new AppError('credential_unusable', 'The stored credential cannot be used. Enter the credentials again.', {
      cause: error,
    })
  }
}

const previewIntegration = defineOperation({
  name: 'previewIntegration',
  method: 'POST',
  path: '/integrations/:id/preview',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: 'Shows the request that would be sent, with secrets masked, and sends nothing',
  params: byId,
  body: z.strictObject({
    event: z.enum(EVENT_NAMES),
    finding_id: z.uuid().optional().describe('Of a real finding, for a finding event; a sample is shown without it.'),
    scan_id: z.uuid().optional().describe('Of a real scan, for a scan event; a sample is shown without it.'),
    digest,
  }),
  status: 200,
  readsOnly: true,
  output: preview,
  errors: ['credential_unusable'],
  run: async ({ params, body }, { caller, services }): Promise<Preview> => {
    const open = opened(await findIntegration(services.db, caller.workspaceId, params.id), services.ring)
    const { render } = services.sender
    if (body.digest) return digestPreviewOf(open, body.event, render)
    return previewOf(open, await previewEvent(services, caller.workspaceId, body), render)
  },
})

export const previewOperations: Operation[] = [previewIntegration]
