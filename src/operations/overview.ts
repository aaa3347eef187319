import { z } from 'zod'
import { lastHours } from '../core/hours.ts'
import { firstIdAt } from '../core/id.ts'
import type { Database } from '../store/database.ts'
import { findHealth, type Health } from '../store/health.ts'
import { countDead, type Dead, listForOverview, type OverviewRow } from '../store/overview.ts'
import { health, integration } from './integration-schemas.ts'
import { defineOperation, type Operation } from './operation.ts'
import { instant } from './page-query.ts'

/** More than anybody looks over. */
const MAX_INTEGRATIONS = 1000

const count = z.int().min(0)

/** In the order of `hours`. */
const attempts = {
  delivered: z.array(count).describe('Attempts that arrived, by hour.'),
  failed: z.array(count).describe('Attempts that did not, by hour.'),
}

const waiting = health.pick({ backlog: true, oldest_waiting_at: true }).shape

const watched = integration
  .pick({ id: true, kind: true, name: true, enabled: true, disabled_reason: true, severity_filter: true })
  .extend(integration.pick({ target_ids: true, events: true }).shape)
  .extend(health.pick({ breaker: true, success_rate: true, p95_ms: true, last_error: true, last_error_at: true }).shape)
  .extend({ ...waiting, ...attempts })
  .meta({ id: 'WatchedIntegration' })

const overview = z
  .object({
    hours: z.array(instant).describe('When each of the last 24 hours began, oldest first; the last one runs still.'),
    ...attempts,
    ...waiting,
    dead: z.object({ day: count, all: count }).describe('Deliveries given up: those made in these hours, and all.'),
    integrations: z.array(watched).describe(`In order of name, ${String(MAX_INTEGRATIONS)} at most.`),
  })
  .meta({ id: 'Overview' })

type Watched = Omit<z.output<typeof watched>, 'kind'> & { kind: string }
type Overview = Omit<z.output<typeof overview>, 'integrations'> & { integrations: Watched[] }

const watch = (row: OverviewRow, own: Health, hours: readonly Date[]): Watched => {
  const counted = new Map(own.hours.map((hour) => [hour.hour.getTime(), hour]))
  const { breaker, success_rate, p95_ms, backlog, oldest_waiting_at, last_error, last_error_at } = own
  return {
    ...row,
    ...{ breaker, success_rate, p95_ms, backlog, last_error },
    oldest_waiting_at: oldest_waiting_at?.toISOString() ?? null,
    last_error_at: last_error_at?.toISOString() ?? null,
    delivered: hours.map((hour) => counted.get(hour.getTime())?.delivered ?? 0),
    failed: hours.map((hour) => counted.get(hour.getTime())?.failed ?? 0),
  }
}

const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0)

const overviewOf = (integrations: Watched[], hours: readonly Date[], dead: Dead): Overview => ({
  hours: hours.map((hour) => hour.toISOString()),
  delivered: hours.map((_hour, at) => sum(integrations.map(({ delivered }) => delivered[at] ?? 0))),
  failed: hours.map((_hour, at) => sum(integrations.map(({ failed }) => failed[at] ?? 0))),
  backlog: sum(integrations.map(({ backlog }) => backlog)),
  // Of ISO 8601 the earliest is the first.
  oldest_waiting_at: integrations.flatMap(({ oldest_waiting_at: at }) => at ?? []).toSorted()[0] ?? null,
  dead,
  integrations,
})

const readOverview = (db: Database, workspaceId: string, now: Date): Promise<Overview> =>
  db.transaction(async (tx) => {
    const hours = lastHours(now)
    const rows = await listForOverview(tx, workspaceId, MAX_INTEGRATIONS)
    const found = await findHealth(
      tx,
      rows.map(({ id }) => id),
    )
    const watched = rows.flatMap((row) => {
      const own = found.get(row.id)
      return own ? [watch(row, own, hours)] : []
    })
    return overviewOf(watched, hours, await countDead(tx, workspaceId, firstIdAt(hours[0] ?? now)))
  })

const show = defineOperation({
  name: 'getOverview',
  method: 'GET',
  path: '/overview',
  scope: 'integrations:read',
  tag: 'overview',
  summary: 'How all integrations do: what was sent in the last 24 hours, what waits, and what was given up',
  status: 200,
  output: overview,
  run: (_input, { caller, services }) => readOverview(services.db, caller.workspaceId, new Date()),
})

export const overviewOperations: Operation[] = [show]
