import type { Severity } from '../core/severity.ts'
import type { Kind } from '../destinations/destination.ts'
import { askedFindings, chooseFindings } from './choose-findings.ts'
import type { ExportInput } from './export-input.ts'
import { planPlace, type SettledPlace } from './export-place.ts'
import type { OperationContext } from './operation.ts'

/** So many findings of an export are shown before it is confirmed. */
const SHOWN = 20

export interface ExportPlan {
  kind: Kind
  /** Null when the configuration would be used once and not kept. */
  integration: string | null
  /** The name under which the configuration would be stored, for future events too. */
  stores: string | null
  /** What of the configuration names a host: where the findings would go. */
  hosts: string[]
  sends: number
  skips: number
  /** The first that would be sent. */
  findings: { id: string; severity: Severity; title: string }[]
}

const hostsOf = ({ place: { destination, config } }: SettledPlace): string[] =>
  destination.hostRule.fields.flatMap((field) => {
    const url = config[field]
    return typeof url === 'string' && URL.canParse(url) ? [new URL(url).host] : []
  })

/** What an export would do; throws what it would throw before anything is sent. */
export const planExport = async (input: ExportInput, context: OperationContext): Promise<ExportPlan> => {
  const asked = await askedFindings(input, context)
  const settled = await planPlace(input, context)
  const { wanted, against } = chooseFindings(asked, input, settled)
  return {
    kind: input.kind,
    integration: settled.isStored ? settled.place.name : null,
    stores: input.save_as ?? null,
    hosts: hostsOf(settled),
    sends: wanted.length,
    skips: against.size,
    findings: wanted.slice(0, SHOWN).map(({ id, severity, title }) => ({ id, severity, title })),
  }
}
