import { z } from 'zod'
import { AppError, invalid } from '../core/error.ts'
import { EVENT_NAMES, type EventName } from '../core/event.ts'
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

const preview = z
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
    digest: z.boolean().optional().describe('The sample of a digest in place of one message.'),
  }),
  status: 200,
  readsOnly: true,
  output: preview,
  errors: ['credential_unusable'],
  run: async ({ params, body }, { caller, services }): Promise<z.output<typeof preview>> => {
    const open = opened(await findIntegration(services.db, caller.workspaceId, params.id), services.ring)
    const payload = await previewEvent(services, caller.workspaceId, body)
    const reason = open.destination.notSent?.[body.event]
    if (reason !== undefined) return { event: body.event, request: null, not_sent: reason }
    const { render } = services.sender
    const message = body.digest
      ? sampleDigestOf(open, body.event, render)
      : open.destination.render(payload, open.config, render)
    const { method, url, headers, body: text } = maskedRequest(open, message)
    return { event: body.event, request: { method, url, headers, body: text ?? null } }
  },
})

export const previewOperations: Operation[] = [previewIntegration]
