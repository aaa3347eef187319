import { access, constants } from 'node:fs/promises'
import { Ended } from './exit.ts'
import { Refused } from './client.ts'
import { print, printJson, say } from './print.ts'
import {
  awaitDeliveries,
  type Completion,
  endWithReport,
  failScan,
  hasSevere,
  type ScanOptions,
  startScan,
  summaryOf,
} from './scan.ts'
import { type Session, withStoppableSession } from './session.ts'
import { Stopped } from './stop.ts'

/** Why the report was not taken, and how that ends us; undefined where that is not for the scan to tell. */
const refusalOf = (error: unknown, file: string): { reason: string; end: Ended } | undefined => {
  if (error instanceof Stopped) return { reason: error.message, end: error }
  if (!(error instanceof Refused) || error.status >= 500) return undefined
  const reason = `cannot be read: ${error.message}`
  return { reason: `the report ${reason}`, end: new Ended(1, `${file} ${reason}`) }
}

const complete = async (session: Session, scanId: string, file: string, options: ScanOptions): Promise<Completion> => {
  try {
    return await endWithReport(session, scanId, file, options)
  } catch (error) {
    const refusal = refusalOf(error, file)
    if (!refusal) throw error
    await failScan(session.client, scanId, refusal.reason)
    await awaitDeliveries(session, scanId, options.wait)
    throw refusal.end
  }
}

/** A scan whose report is there already. */
export const importReport = async (file: string, options: ScanOptions): Promise<void> => {
  await access(file, constants.R_OK).catch(() => {
    throw new Ended(1, `${file} cannot be read`)
  })
  await withStoppableSession(async (session) => {
    const scanId = await startScan(session.client, options)
    const completion = await complete(session, scanId, file, options)
    if (options.json) printJson(completion)
    else print(summaryOf(completion))
    await awaitDeliveries(session, scanId, options.wait)
    session.stop.asked.throwIfAborted()
    if (options.failOn === undefined || !(await hasSevere(session.client, scanId, options.failOn))) return
    say(`there are open findings at or above ${options.failOn}`)
    throw new Ended(1)
  })
}
