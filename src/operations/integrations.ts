import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError, invalid } from '../core/error.ts'
import { newId } from '../core/id.ts'
import { name } from '../core/name.ts'
import { resumeHeld } from '../delivery/hold.ts'
import { type Destination, KINDS } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import { closeCircuit } from '../store/circuits.ts'
import { forgetFailing } from '../store/health.ts'
import {
  deleteIntegration,
  type DeliveryOptions,
  findIntegration,
  insertIntegration,
  type IntegrationRow,
  listIntegrations,
  updateIntegration,
} from '../store/integrations.ts'
import type { Db } from '../store/database.ts'
import { countReplayable } from '../store/replayable.ts'
import { knownTargets } from '../store/targets.ts'
import { sealConfig } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { judgeUrls, mergeConfig, refuseMasked, withoutSecrets, withSigningSecret } from './integration-config.ts'
import { createBody, integration, integrationWithSecret, tidyList, updateBody } from './integration-schemas.ts'
import { type Config, found, integrationViews, usableConfig, viewOf } from './integration-view.ts'
import { defineOperation, type Operation, type OperationContext } from './operation.ts'
import { byId, pageOf, pageQuery } from './page-query.ts'
import type { Services } from './services.ts'

/** `ids` are as the caller gave them, so that the pointer names the right one. */
export const requireTargets = async (
  db: Db,
  workspaceId: string,
  ids: readonly string[] | null | undefined,
): Promise<void> => {
  if (!ids || ids.length === 0) return
  const known = await knownTargets(db, workspaceId, ids)
  const unknown = ids.findIndex((id) => !known.has(id.toLowerCase()))
  if (unknown >= 0) throw invalid(`/target_ids/${String(unknown)}`, 'there is no such target', 'unknown_target')
}

/** Elsewhere the setting would be without effect, which nobody could see. */
export const requireDigests = ({ kind, digest }: Destination, delivery: DeliveryOptions | undefined): void => {
  if (digest || delivery?.individually == null) return
  throw invalid('/delivery/individually', `${kind} has no digests: leave it out or null`)
}

export const tidyTargets = (ids: readonly string[] | null | undefined) =>
  tidyList(ids?.map((id) => id.toLowerCase()) ?? ids)

/** What the integration shares a vendor's limits by; itself alone where its kind says nothing. */
export const remoteOf = ({ kind, remote }: Destination, config: Config, integrationId: string): string =>
  createHash('sha256')
    .update(remote ? `${kind}\n${remote(config)}` : integrationId)
    .digest('base64url')

/** The columns that hold a configuration: its clear part, and all of it sealed. */
export const sealed = (
  destination: Destination,
  config: Config,
  place: { workspaceId: string; integrationId: string; generation: number },
  ring: KeyRing,
) => {
  const { token, kid } = sealConfig(ring, { ...place, kind: destination.kind }, config, new Date())
  return {
    public_config: withoutSecrets(destination, config),
    config_token: token,
    kid,
    generation: place.generation,
    remote: remoteOf(destination, config, place.integrationId),
  }
}

const destinationFor = (kind: string): Destination => {
  const destination = destinationOf(kind)
  if (!destination) throw new AppError('credential_unusable', `There is no kind ${kind} here.`)
  return destination
}

/** Stores an integration, judged and sealed; `made` is the signing secret that it got, to be shown once. */
export const createIntegration = async (
  body: z.output<typeof createBody>,
  { caller: { workspaceId }, services: { db, ring, sender } }: OperationContext,
): Promise<{ row: IntegrationRow; made: string | undefined }> => {
  const destination = destinationFor(body.kind)
  refuseMasked(destination, body.config)
  await judgeUrls(destination, body.config, sender.egress)
  requireDigests(destination, body.delivery)
  await requireTargets(db, workspaceId, body.target_ids)
  const { config, made } = withSigningSecret(destination, body.config)
  const id = newId()
  const row = await db.transaction((tx) =>
    insertIntegration(tx, workspaceId, {
      id,
      kind: body.kind,
      name: body.name,
      enabled: body.enabled ?? true,
      severity_filter: body.severity_filter ?? 'high',
      target_ids: tidyTargets(body.target_ids) ?? null,
      events: tidyList(body.events) ?? null,
      delivery: body.delivery ?? {},
      disabled_reason: null,
      ...sealed(destination, config, { workspaceId, integrationId: id, generation: 1 }, ring),
    }),
  )
  return { row: found(row), made }
}

const create = defineOperation({
  name: 'createIntegration',
  method: 'POST',
  path: '/integrations',
  scope: 'integrations:write',
  tag: 'integrations',
  summary: 'Makes an integration',
  body: createBody,
  status: 201,
  output: integrationWithSecret,
  errors: ['conflict'],
  run: async ({ body }, context) => {
    const { row, made } = await createIntegration(body, context)
    return { ...(await viewOf(row, context.services)), ...(made !== undefined && { webhook_secret: made }) }
  },
})

const listAll = defineOperation({
  name: 'listIntegrations',
  method: 'GET',
  path: '/integrations',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: 'Lists integrations, newest first',
  query: z.object({ ...pageQuery, name: name.optional(), kind: z.enum(KINDS).optional() }),
  status: 200,
  output: pageOf(integration),
  errors: ['bad_cursor'],
  run: async ({ query }, { caller, services }) => {
    const filter = { name: query.name, kind: query.kind }
    const page = await listIntegrations(services.db, caller.workspaceId, filter, query)
    return { ...page, items: await integrationViews(page.items, services) }
  },
})

const getIntegration = defineOperation({
  name: 'getIntegration',
  method: 'GET',
  path: '/integrations/:id',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: 'Gives an integration, without its secrets',
  params: byId,
  status: 200,
  output: integration,
  run: async ({ params }, { caller, services }) =>
    viewOf(await findIntegration(services.db, caller.workspaceId, params.id), services),
})

/** A configuration that does not open is entered anew, whole: its clear part may have been edited. */
const changedConfig = async (row: IntegrationRow, given: Config, { ring, sender }: Services) => {
  const destination = destinationFor(row.kind)
  const merged = mergeConfig(destination, usableConfig(row, ring) ?? {}, given)
  await judgeUrls(destination, merged, sender.egress)
  const { config, made } = withSigningSecret(destination, merged)
  const place = { workspaceId: row.workspace_id, integrationId: row.id, generation: row.generation + 1 }
  return { columns: sealed(destination, config, place, ring), made }
}

const applyChanges = async (row: IntegrationRow, body: z.output<typeof updateBody>, services: Services) => {
  const { db, queue } = services
  requireDigests(destinationFor(row.kind), body.delivery)
  await requireTargets(db, row.workspace_id, body.target_ids)
  const config = body.config && (await changedConfig(row, body.config, services))
  const changes = {
    name: body.name,
    enabled: body.enabled,
    severity_filter: body.severity_filter,
    target_ids: tidyTargets(body.target_ids),
    events: tidyList(body.events),
    delivery: body.delivery,
    ...config?.columns,
    ...(body.enabled === true && { disabled_reason: null }),
  }
  const changed = await db.transaction(async (tx) => {
    const after = await updateIntegration(tx, row.workspace_id, row.id, changes, config && row.generation)
    // Whoever changes it may have mended it: no waiting for the next probe.
    if (after) {
      await closeCircuit(tx, row.id)
      await forgetFailing(tx, row.id)
    }
    if (after && body.enabled === true) await resumeHeld(tx, queue, row.id)
    return after
  })
  if (!changed) throw new AppError('conflict', 'The integration was changed meanwhile. Read it again and repeat.')
  return { row: changed, made: config?.made }
}

/** What ended while it did not work, for whoever switches it on again. */
const countDead = (row: IntegrationRow, { db }: Services): Promise<number> =>
  countReplayable(db, row.workspace_id, { integration_id: row.id, state: 'dead' })

const changeIntegration = defineOperation({
  name: 'updateIntegration',
  method: 'PATCH',
  path: '/integrations/:id',
  scope: 'integrations:write',
  tag: 'integrations',
  summary: 'Changes the given fields of an integration',
  params: byId,
  body: updateBody,
  status: 200,
  output: integrationWithSecret,
  errors: ['conflict'],
  run: async ({ params, body }, { caller, services }) => {
    const before = found(await findIntegration(services.db, caller.workspaceId, params.id))
    if (Object.keys(body).length === 0) return viewOf(before, services)
    const { row, made } = await applyChanges(before, body, services)
    return {
      ...(await viewOf(row, services)),
      ...(made !== undefined && { webhook_secret: made }),
      ...(body.enabled === true && { replayable: await countDead(row, services) }),
    }
  },
})

const removeIntegration = defineOperation({
  name: 'deleteIntegration',
  method: 'DELETE',
  path: '/integrations/:id',
  scope: 'integrations:write',
  tag: 'integrations',
  summary: 'Deletes an integration and cancels what it had still to send',
  params: byId,
  status: 204,
  output: null,
  run: async ({ params }, { caller, services }) => {
    if (!(await deleteIntegration(services.db, caller.workspaceId, params.id))) throw new AppError('not_found')
  },
})

export const integrationOperations: Operation[] = [
  create,
  listAll,
  getIntegration,
  changeIntegration,
  removeIntegration,
]
