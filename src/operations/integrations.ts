import { z } from 'zod'
import { AppError, invalid } from '../core/error.ts'
import { newId } from '../core/id.ts'
import { name } from '../core/name.ts'
import { secretFields } from '../core/secret.ts'
import { resumeHeld } from '../delivery/hold.ts'
import { openIntegration } from '../delivery/open-integration.ts'
import { type Destination, KINDS } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'
import {
  deleteIntegration,
  findIntegration,
  insertIntegration,
  type IntegrationRow,
  listIntegrations,
  updateIntegration,
} from '../store/integrations.ts'
import type { Db } from '../store/database.ts'
import { knownTargets } from '../store/targets.ts'
import { CredentialUnusable, sealConfig } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { judgeUrls, mergeConfig, refuseMasked, withoutSecrets, withSigningSecret } from './integration-config.ts'
import {
  createBody,
  integration,
  integrationWithSecret,
  type IntegrationView,
  tidyList,
  updateBody,
} from './integration-schemas.ts'
import { defineOperation, type Operation, type OperationContext } from './operation.ts'
import { byId, pageOf, pageQuery } from './page-query.ts'
import type { Services } from './services.ts'

type Config = Record<string, unknown>

/** The whole configuration, or undefined when it does not open. */
export const usableConfig = (row: IntegrationRow, ring: KeyRing): Config | undefined => {
  try {
    return openIntegration(row, ring).config
  } catch (error) {
    if (error instanceof CredentialUnusable) return undefined
    throw error
  }
}

const configSet = (row: IntegrationRow, ring: KeyRing): string[] => {
  const config = usableConfig(row, ring) ?? {}
  const destination = destinationOf(row.kind)
  return destination ? secretFields(destination.config).filter((field) => config[field] !== undefined) : []
}

const integrationView = (row: IntegrationRow, ring: KeyRing): Omit<IntegrationView, 'kind'> & { kind: string } => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  enabled: row.enabled,
  severity_filter: row.severity_filter,
  target_ids: row.target_ids,
  events: row.events,
  delivery: row.delivery,
  config: row.public_config,
  config_set: configSet(row, ring),
  disabled_reason: row.disabled_reason,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

const found = <Row>(row: Row | undefined): Row => {
  if (row === undefined) throw new AppError('not_found')
  return row
}

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

export const tidyTargets = (ids: readonly string[] | null | undefined) =>
  tidyList(ids?.map((id) => id.toLowerCase()) ?? ids)

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
    return { ...integrationView(row, context.services.ring), ...(made !== undefined && { webhook_secret: made }) }
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
    return { ...page, items: page.items.map((row) => integrationView(row, services.ring)) }
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
    integrationView(found(await findIntegration(services.db, caller.workspaceId, params.id)), services.ring),
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
    if (after && body.enabled === true) await resumeHeld(tx, queue, row.id)
    return after
  })
  if (!changed) throw new AppError('conflict', 'The integration was changed meanwhile. Read it again and repeat.')
  return { row: changed, made: config?.made }
}

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
    if (Object.keys(body).length === 0) return integrationView(before, services.ring)
    const { row, made } = await applyChanges(before, body, services)
    return { ...integrationView(row, services.ring), ...(made !== undefined && { webhook_secret: made }) }
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
