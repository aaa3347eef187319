import { z } from 'zod'
import { summarize } from '../core/change.ts'
import { RECHECK_OUTCOMES, SUPPRESSION_REASONS, VERIFICATION_STATUSES } from '../core/event.ts'
import { VERDICTS } from '../core/filter.ts'
import { foretell } from '../delivery/foretell.ts'
import { applyAct, type FindingAct } from '../findings/change.ts'
import { findFindings } from '../store/findings.ts'
import { found } from './integration-view.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId } from './page-query.ts'

const acts = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('status'), verification_status: z.enum(VERIFICATION_STATUSES) }),
  z.strictObject({ act: z.literal('suppress'), reason: z.enum(SUPPRESSION_REASONS) }),
  z.strictObject({ act: z.literal('unsuppress') }),
  z.strictObject({ act: z.literal('recheck'), outcome: z.enum(RECHECK_OUTCOMES) }),
])

const actOf = (given: z.output<typeof acts>): FindingAct => {
  switch (given.act) {
    case 'status':
      return { act: 'status', verificationStatus: given.verification_status }
    case 'suppress':
      return { ...given, note: null }
    case 'unsuppress':
      return given
    case 'recheck':
      return { ...given, note: null }
  }
}

const foretold = z.object({
  integration_id: z.uuid(),
  name: z.string(),
  kind: z.string(),
  verdict: z.enum(VERDICTS),
  not_sent: z.string().optional().describe('It matches, but this kind has no place for the event; why.'),
})

const findingDryRun = z
  .object({
    change_summary: z.string().nullable().describe('What would change; null: nothing, so that nothing fires.'),
    routing: z
      .array(foretold)
      .describe('What each integration would make of the event, were it to fire now; empty where nothing fires.'),
  })
  .meta({ id: 'FindingDryRun' })

const dryRun = defineOperation({
  name: 'dryRunFinding',
  method: 'POST',
  path: '/findings/:id/dry-run',
  scope: 'findings:read',
  tag: 'findings',
  summary: 'Tells what one of the acts on a finding would change, and which integrations it would notify; does nothing',
  params: byId,
  body: acts,
  status: 200,
  readsOnly: true,
  output: findingDryRun,
  run: async ({ params, body }, { caller: { workspaceId }, services: { db } }) => {
    const row = found((await findFindings(db, workspaceId, [params.id]))[0])
    const { changes } = applyAct(row, actOf(body))
    if (changes.length === 0) return { change_summary: null, routing: [] }
    const { target_id: targetId, severity } = row
    return {
      change_summary: summarize(changes),
      routing: await foretell(db, workspaceId, { event: 'finding_changed', targetId, severity }),
    }
  },
})

export const findingDryRunOperations: Operation[] = [dryRun]
