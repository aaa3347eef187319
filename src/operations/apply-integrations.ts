import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { AppError, invalid } from '../core/error.ts'
import { secretFields } from '../core/secret.ts'
import { resumeHeld } from '../delivery/hold.ts'
import { closeCircuit } from '../store/circuits.ts'
import type { Db } from '../store/database.ts'
import { forgetFailing } from '../store/health.ts'
import {
  deleteIntegrationIn,
  insertIntegration,
  type IntegrationRow,
  integrationsInTurn,
  markApplied,
  updateIntegration,
} from '../store/integrations.ts'
import { createBody } from './integration-schemas.ts'
import { type Drawn, drawIntegration, sealDrawn } from './draw-integration.ts'
import { defineOperation, type Operation, type OperationContext } from './operation.ts'

const MAX_INTEGRATIONS = 500

const applyBody = z.strictObject({
  integrations: z.array(createBody).max(MAX_INTEGRATIONS).describe('Each as it is to be, known by its name.'),
  prune: z.boolean().optional().describe('Deletes what an earlier apply made and this one leaves out.'),
  dry_run: z.boolean().optional().describe('Says what would change, and changes nothing.'),
})

const change = z
  .object({
    name: z.string(),
    kind: z.string(),
    action: z.enum(['create', 'update', 'unchanged', 'delete']),
    changes: z.array(z.string()).describe('`field: old → new`; of a secret only that it changes.'),
    id: z.uuid().optional().describe('Absent while it is not made yet.'),
    webhook_secret: z.string().optional().describe('The signing secret that was made, shown this once.'),
  })
  .meta({ id: 'AppliedIntegration' })
type Change = z.output<typeof change>

const applied = z.object({ dry_run: z.boolean(), integrations: z.array(change) }).meta({ id: 'AppliedIntegrations' })

/** One integration of the file beside the stored one of its name. */
interface Step {
  drawn: Drawn
  before: IntegrationRow | undefined
  changes: string[]
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

const FILTERS = ['enabled', 'severity_filter', 'target_ids', 'events', 'delivery'] as const

const filterChanges = ({ columns }: Drawn, row: IntegrationRow): string[] =>
  FILTERS.filter((field) => !isDeepStrictEqual(columns[field], row[field])).map(
    (field) => `${field}: ${shown(row[field])} → ${shown(columns[field])}`,
  )

const configChanges = ({ destination, config, before }: Drawn): string[] => {
  if (before === undefined) return ['config: unusable → as given']
  const secrets = secretFields(destination.config)
  const fields = [...new Set([...Object.keys(before), ...Object.keys(config)])].toSorted()
  return fields
    .filter((field) => !isDeepStrictEqual(before[field], config[field]))
    .map((field) =>
      secrets.includes(field)
        ? `config.${field}: changed (a secret)`
        : `config.${field}: ${shown(before[field])} → ${shown(config[field])}`,
    )
}

const stepOf = (drawn: Drawn, before: IntegrationRow | undefined): Step => ({
  drawn,
  before,
  changes: before ? [...filterChanges(drawn, before), ...configChanges(drawn)] : [],
})

const actionOf = ({ before, changes }: Step): Change['action'] => {
  if (!before) return 'create'
  return changes.length > 0 ? 'update' : 'unchanged'
}

const changeOf = (step: Step, id: string | undefined, dryRun: boolean): Change => ({
  name: step.drawn.name,
  kind: step.drawn.destination.kind,
  action: actionOf(step),
  changes: step.changes,
  ...(id !== undefined && { id }),
  ...(!dryRun && step.drawn.made !== undefined && { webhook_secret: step.drawn.made }),
})

const carryOut = async (tx: Db, step: Step, { caller, services }: OperationContext): Promise<string | undefined> => {
  const { drawn, before } = step
  const place = { workspaceId: caller.workspaceId, generation: (before?.generation ?? 0) + 1 }
  if (before && step.changes.length === 0) return before.id
  const columns = { ...drawn.columns, ...sealDrawn(drawn, { ...place, integrationId: drawn.id }, services.ring) }
  if (before) {
    const changes = { ...columns, ...(columns.enabled && { disabled_reason: null }) }
    if (!(await updateIntegration(tx, caller.workspaceId, before.id, changes, before.generation)))
      throw new AppError('conflict', 'An integration was changed meanwhile. Apply again.')
    // Whoever changes it may have mended it: no waiting for the next probe.
    await closeCircuit(tx, before.id)
    await forgetFailing(tx, before.id)
    if (columns.enabled) await resumeHeld(tx, services.queue, before.id)
    return before.id
  }
  const { kind } = drawn.destination
  await insertIntegration(tx, caller.workspaceId, {
    id: drawn.id,
    kind,
    name: drawn.name,
    disabled_reason: null,
    ...columns,
  })
  await markApplied(tx, drawn.id)
  return drawn.id
}

const requireOnce = (names: readonly string[]): void => {
  const twice = names.findIndex((name, index) => names.indexOf(name) < index)
  if (twice >= 0) throw invalid(`/integrations/${twice}/name`, 'stands twice')
}

const applyIntegrations = defineOperation({
  name: 'applyIntegrations',
  method: 'POST',
  path: '/integrations/apply',
  scope: 'integrations:write',
  tag: 'integrations',
  summary: 'Brings integrations, known by name, to what is given: all of it or nothing',
  body: applyBody,
  status: 200,
  output: applied,
  errors: ['conflict'],
  run: async ({ body }, context): Promise<z.output<typeof applied>> => {
    const { caller, services } = context
    const { workspaceId } = caller
    const dryRun = body.dry_run ?? false
    requireOnce(body.integrations.map(({ name }) => name))
    return services.db.transaction(async (tx) => {
      const rows = new Map((await integrationsInTurn(tx, workspaceId)).map((row) => [row.name, row]))
      const steps: Step[] = []
      for (const [index, wanted] of body.integrations.entries()) {
        const before = rows.get(wanted.name)
        steps.push(stepOf(await drawIntegration(wanted, before, `/integrations/${index}`, context), before))
      }
      const given = new Set(steps.map(({ drawn }) => drawn.name))
      const pruned = body.prune ? [...rows.values()].filter((row) => row.applied && !given.has(row.name)) : []
      const changes: Change[] = []
      // Deletions first: they take deliveries before integrations, as workers do.
      for (const { id } of pruned) if (!dryRun) await deleteIntegrationIn(tx, workspaceId, id)
      for (const step of steps) {
        const id = dryRun ? step.before?.id : await carryOut(tx, step, context)
        changes.push(changeOf(step, id, dryRun))
      }
      const gone = pruned.map(({ id, name, kind }): Change => ({ name, kind, action: 'delete', changes: [], id }))
      return { dry_run: dryRun, integrations: [...changes, ...gone] }
    })
  },
})

export const applyOperations: Operation[] = [applyIntegrations]
