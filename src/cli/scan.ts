import { setTimeout as pause } from 'node:timers/promises'
import type { Unsettled } from '../app.ts'
import { isAtLeast, SEVERITIES, type Severity } from '../core/severity.ts'
import { type Client, Refused } from './client.ts'
import { say } from './print.ts'
import { startProgress } from './progress.ts'
import type { Session } from './session.ts'

export interface ScanOptions {
  /** A name; a URL makes a target of the kind `url`. */
  target: string
  profile?: string
  /** Of the report; `auto` judges by content. */
  format: string
  /** Which column of a CSV report is what. */
  columns?: string
  coverage?: 'partial' | 'full'
  /** Ends with 1 when a finding of this scan is at or above it. */
  failOn?: Severity
  /** Seconds to wait for deliveries that this process makes itself. */
  wait: number
  json?: boolean
}

export interface Completion {
  scan: { id: string; summary: Record<Severity, number> }
  new: number
  seen_again: number
  reopened: number
  fixed: number
}

const targetNamed = async (client: Client, name: string): Promise<string | undefined> =>
  (await client.get<{ items: { id: string }[] }>('/targets', { name })).items[0]?.id

const bodyOf = (name: string) =>
  /^https?:\/\//.test(name) && URL.canParse(name) ? { kind: 'url', name, base_url: name } : { kind: 'repo', name }

/** The id of the target of that name, which is made when it is missing. */
export const targetId = async (client: Client, name: string): Promise<string> => {
  const known = await targetNamed(client, name)
  if (known !== undefined) return known
  try {
    return (await client.post<{ id: string }>('/targets', bodyOf(name))).id
  } catch (error) {
    // Another command made it meanwhile.
    const made = error instanceof Refused && error.code === 'conflict' ? await targetNamed(client, name) : undefined
    if (made === undefined) throw error
    return made
  }
}

export const startScan = async (client: Client, { target, profile }: ScanOptions): Promise<string> => {
  const body = { target_id: await targetId(client, target), ...(profile !== undefined && { profile }) }
  return (await client.post<{ id: string }>('/scans', body)).id
}

export const failScan = async (client: Client, scanId: string, error: string): Promise<void> => {
  await client.post(`/scans/${scanId}/fail`, { error: error.toWellFormed().slice(0, 10_000) })
}

/** Ends the scan with the report. Throws `Refused` when it cannot be read, and `Stopped`. */
export const endWithReport = async (
  { client, stop }: Session,
  scanId: string,
  file: string,
  { format, columns, coverage }: ScanOptions,
): Promise<Completion> => {
  const progress = startProgress('sending the report')
  try {
    const query = { format, columns, coverage }
    return await client.upload<Completion>(`/scans/${scanId}/report`, query, file, {
      onBytes: progress.update,
      signal: stop.asked,
    })
  } finally {
    progress.stop()
  }
}

/** Whether an open finding of the scan that nobody suppressed is at or above the severity. */
export const hasSevere = async (client: Client, scanId: string, floor: Severity): Promise<boolean> => {
  for (const severity of SEVERITIES.filter((one) => isAtLeast(one, floor))) {
    const query = { severity, state: 'open', suppressed: 'false', limit: 1 }
    const { items } = await client.get<{ items: unknown[] }>(`/scans/${scanId}/findings`, query)
    if (items.length > 0) return true
  }
  return false
}

const LOOK_MS = 100

const leftOf = ({ unjudged, pending, retrying }: Unsettled): number => unjudged + pending + retrying

/** After being asked to stop. */
const STOPPED_WAIT_SECONDS = 3

/** Waits until this process has delivered what the scan fired, at most so long; says what is left. */
export const awaitDeliveries = async ({ own, stop }: Session, scanId: string, wait: number): Promise<void> => {
  if (!own) return
  const seconds = stop.asked.aborted ? Math.min(wait, STOPPED_WAIT_SECONDS) : wait
  const enough = stop.asked.aborted ? stop.again : stop.asked
  const start = performance.now()
  const deadline = start + seconds * 1000
  const progress = startProgress('delivering')
  let most = 0
  let left = await own.unsettled(scanId)
  while (leftOf(left) > 0 && performance.now() < deadline && !enough.aborted) {
    most = Math.max(most, leftOf(left))
    progress.update(most - leftOf(left), most)
    await pause(LOOK_MS)
    left = await own.unsettled(scanId)
  }
  progress.stop()
  if (leftOf(left) === 0) return
  say(
    `after ${Math.round((performance.now() - start) / 1000)} s there is left to deliver: ${left.pending} due, ${left.retrying} to be tried again, ` +
      `${left.unjudged} events to judge. They are kept, and go out when the service runs next.`,
  )
}

/** The completion in one line. */
export const summaryOf = (completion: Completion): string => {
  const { scan, seen_again, reopened, fixed } = completion
  const counts = [...SEVERITIES].reverse().map((severity) => `${scan.summary[severity]} ${severity}`)
  return (
    `scan ${scan.id}: ${completion.new} new, ${seen_again} seen again, ${reopened} reopened, ${fixed} fixed ` +
    `(${counts.join(', ')})`
  )
}
