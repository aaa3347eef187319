import { AppError } from '../core/error.ts'
import type { EventPayload } from '../core/event.ts'
import { isDone } from '../core/outcome.ts'
import { type Exported, exportEvents, type ExportWatch } from '../delivery/export.ts'
import { inTurn } from '../delivery/export-turn.ts'
import { eventsOfFindings } from '../findings/change.ts'
import type { FindingRow } from '../store/findings.ts'
import type { Auditable } from './audited.ts'
import { askedFindings, chooseFindings } from './choose-findings.ts'
import type { ExportInput, ExportResult } from './export-input.ts'
import { settlePlace, type SettledPlace } from './export-place.ts'
import type { OperationContext } from './operation.ts'

export interface ExportAnswer {
  integration: { id: string; name: string; saved: boolean } | null
  results: ExportResult[]
}

const skipped = (findingId: string, detail: string): ExportResult => ({
  finding_id: findingId,
  outcome: 'skipped',
  status: null,
  detail,
})

const resultOf = ({ findingId, deliveryId, attempt, notSent }: Exported): ExportResult => {
  if (!attempt) return { ...skipped(findingId, notSent ?? 'not sent'), delivery_id: deliveryId }
  const { status, result } = attempt
  const url = isDone(result) ? result.external?.url : undefined
  return {
    finding_id: findingId,
    outcome: result.status,
    status,
    detail: result.detail ?? null,
    delivery_id: deliveryId,
    ...(url !== undefined && { external_url: url }),
  }
}

const send = async (
  { place, isStored, turn }: SettledPlace,
  rows: readonly FindingRow[],
  { caller, services }: OperationContext,
  watch: ExportWatch,
): Promise<Exported[]> => {
  const { db, sender } = services
  const { publicUrl } = sender.render
  const events: EventPayload[] = await eventsOfFindings(db, caller.workspaceId, 'finding_new', rows, publicUrl)
  if (events.length === 0) return []
  const run = (lost: AbortSignal) =>
    exportEvents(db, sender, place, events, { ...watch, signal: AbortSignal.any([watch.signal, lost]) })
  const { workspaceId, integrationId } = place
  const asked = { workspaceId, place: turn, integrationId: isStored ? integrationId : null }
  const sent = await inTurn(db.pastWall, sender.log, asked, run)
  if (!sent)
    throw new AppError('conflict', 'An export to the same place is running already. Try again once it is through.')
  return sent
}

/**
 * Sends findings to one destination at once, past filters and queue; each makes a delivery on record. Throws `invalid`,
 * `conflict` and `credential_unusable` before anything is sent.
 */
const exportFindings = async (
  input: ExportInput,
  context: OperationContext,
  watch: ExportWatch,
): Promise<ExportAnswer> => {
  const asked = await askedFindings(input, context)
  const settled = await settlePlace(input, context)
  const { wanted, against } = chooseFindings(asked, input, settled)
  const exported = await send(settled, wanted, context, watch)
  const results = new Map(exported.map((one) => [one.findingId, resultOf(one)]))
  const { integrationId: id, name } = settled.place
  return {
    integration: settled.isStored ? { id, name, saved: input.save_as !== undefined } : null,
    results: asked.ids.map((one) => results.get(one) ?? skipped(one, against.get(one) ?? 'not sent')),
  }
}

/** An export as the auditor knows it: it changes something, though it has no path of the API. */
export const exportOperation = (input: ExportInput, watch: ExportWatch): Auditable => ({
  name: 'exportFindings',
  method: 'POST',
  tag: 'integrations',
  scope: input.config === undefined ? 'deliveries:write' : 'integrations:write',
  run: (_input, audited) => exportFindings(input, audited, watch),
})
