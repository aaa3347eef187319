import { type NewAuditEntry, serviceEntry } from '../core/audit-chain.ts'
import type { Logger } from '../log.ts'
import type { Database, Db } from '../store/database.ts'
import { addHealth, type Failing, type HealthReport, noteNotice } from '../store/health.ts'
import { disableIntegrations } from './disabling.ts'

const DAY_MS = 86_400_000
/** An integration that only failed for so long is switched off. */
const MAY_FAIL_MS = 5 * DAY_MS
/** Fewer failures say too little, however long they take. */
const ENOUGH = 20
const LEVELS = [50, 70, 90, 100] as const

/** What operators are told of an integration; each once. */
export interface Notice {
  type: 'integration_failing' | 'integration_disabled'
  integration_id: string
  /** 50, 70, 90 or 100 per cent of the time that it may fail; null when it answered that it is gone. */
  percent: number | null
  failing_since: string | null
  /** What the destination said last, in plain words. */
  last_error: string | null
}

const levelOf = ({ failing_since: since, failures }: Failing, now: Date): number => {
  if (failures < ENOUGH) return 0
  const percent = ((now.getTime() - since.getTime()) / MAY_FAIL_MS) * 100
  return LEVELS.findLast((level) => percent >= level) ?? 0
}

const noticeOf = (failing: Failing, level: number): Notice => ({
  type: level === 100 ? 'integration_disabled' : 'integration_failing',
  integration_id: failing.integration_id,
  percent: level,
  failing_since: failing.failing_since.toISOString(),
  last_error: failing.last_error,
})

interface Told {
  notice: Notice
  /** That it fails is on record too; that it is disabled is what disabling puts there. */
  entry: NewAuditEntry
}

const judge = async (tx: Db, failing: Failing, now: Date): Promise<Told[]> => {
  const level = levelOf(failing, now)
  const { integration_id: id } = failing
  const integration = level > failing.noticed ? await noteNotice(tx, id, level) : undefined
  if (!integration) return []
  const { workspace_id, name } = integration
  const entry = serviceEntry(workspace_id, 'noticeFailingIntegration', { type: 'integration', id, name })
  return [{ notice: noticeOf(failing, level), entry: { ...entry, fields: [`${String(level)} %`] } }]
}

const reasonOf = ({ last_error }: Notice): string => `it failed for five days: ${last_error ?? 'no reason given'}`

export interface HealthTold {
  /** What operators have to hear now. */
  notices: Notice[]
  /** Whose integrations they were. */
  workspaceIds: Set<string>
}

/** Keeps what a worker saw, and switches off what failed for too long. */
export const tellHealth = (db: Database, reports: readonly HealthReport[], now: Date): Promise<HealthTold> =>
  db.transaction(async (tx) => {
    const { failing, workspaceIds } = await addHealth(tx, reports, now)
    const told: Told[] = []
    for (const one of failing) told.push(...(await judge(tx, one, now)))
    const isOver = ({ notice }: Told): boolean => notice.percent === 100
    await disableIntegrations(
      tx,
      new Map(told.filter(isOver).map(({ notice }) => [notice.integration_id, reasonOf(notice)])),
      told.filter((one) => !isOver(one)).map(({ entry }) => entry),
    )
    return { notices: told.map(({ notice }) => notice), workspaceIds }
  })

export const logNotice = (log: Logger, notice: Notice): void => {
  const { type, integration_id: integrationId, percent, failing_since, last_error } = notice
  const what =
    type === 'integration_disabled' ? 'integration disabled' : `integration fails: ${String(percent)} % of five days`
  log.warn({ integrationId, percent, failing_since, last_error }, what)
}
