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
import { type Session, withSession } from './session.ts'

const complete = async (
  { client }: Session,
  scanId: string,
  file: string,
  options: ScanOptions,
): Promise<Completion> => {
  try {
    return await endWithReport(client, scanId, file, options)
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) throw error
    await failScan(client, scanId, `the report cannot be read: ${error.message}`)
    throw new Ended(1, `${file} cannot be read: ${error.message}`)
  }
}

/** A scan whose report is there already. */
export const importReport = async (file: string, options: ScanOptions): Promise<void> => {
  await access(file, constants.R_OK).catch(() => {
    throw new Ended(1, `${file} cannot be read`)
  })
  await withSession(async (session) => {
    const scanId = await startScan(session.client, options)
    const completion = await complete(session, scanId, file, options)
    if (options.json) printJson(completion)
    else print(summaryOf(completion))
    await awaitDeliveries(session, scanId, options.wait)
    if (options.failOn === undefined || !(await hasSevere(session.client, scanId, options.failOn))) return
    say(`there are open findings at or above ${options.failOn}`)
    throw new Ended(1)
  })
}
