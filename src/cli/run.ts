import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refused } from './client.ts'
import { Ended } from './exit.ts'
import { printJson, say } from './print.ts'
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
import { type CommandEnd, spawnCommand } from './spawn-command.ts'
import { type Stop, Stopped, stoppedBy } from './stop.ts'

export interface RunOptions extends ScanOptions {
  /** Where the scanner writes its report; its standard output unless told. */
  report?: string
}

/** What tells one version of a file from another; undefined without a file. */
const versionOf = async (file: string): Promise<string | undefined> => {
  const found = await stat(file).catch(() => undefined)
  return found && `${found.mtimeMs} ${found.size} ${found.ino}`
}

const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'pencheff-run-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Scanned {
  end: CommandEnd
  report: string
  /** The command wrote it: an old report says nothing of this scan. */
  written: boolean
}

const scanWith = async (
  command: readonly string[],
  { report, json }: RunOptions,
  folder: string,
  stop: Stop,
): Promise<Scanned> => {
  const out = json ? process.stderr : process.stdout
  if (report === undefined) {
    const keepIn = join(folder, 'output')
    const end = await spawnCommand(command, { stop, keepIn, out })
    return { end, report: keepIn, written: true }
  }
  const before = await versionOf(report)
  const end = await spawnCommand(command, { stop, out })
  const after = await versionOf(report)
  return { end, report, written: after !== undefined && after !== before }
}

/** Why the report cannot be taken; the completion when it can. */
const complete = async (
  session: Session,
  scanId: string,
  { end, report, written }: Scanned,
  options: RunOptions,
): Promise<Completion | string> => {
  const stopped = stoppedBy(session.stop)
  if (stopped) return stopped.message
  if (!end.ended) return end.says
  if (!written) return `${end.says}; ${report} was not written`
  try {
    return await endWithReport(session, scanId, report, options)
  } catch (error) {
    if (error instanceof Stopped) return error.message
    if (error instanceof Refused && error.status < 500)
      return `${end.says}; its report cannot be read: ${error.message}`
    throw error
  }
}

/** The scan failed: with the scanner's own code; where that says that all went well, with that of the signal, or 1. */
const failed = async (
  session: Session,
  scanId: string,
  { end }: Scanned,
  reason: string,
  wait: number,
): Promise<Ended> => {
  await failScan(session.client, scanId, end.tail === '' ? reason : `${reason}\n${end.tail}`)
  await awaitDeliveries(session, scanId, wait)
  const code = end.code === 0 ? (stoppedBy(session.stop)?.code ?? 1) : end.code
  return new Ended(code, `the scan failed: ${reason}`)
}

const codeOf = async (
  { client }: Session,
  { scan }: Completion,
  scannerCode: number,
  { failOn }: RunOptions,
): Promise<number> => {
  if (scannerCode !== 0 || failOn === undefined || !(await hasSevere(client, scan.id, failOn))) return scannerCode
  say(`there are open findings at or above ${failOn}`)
  return 1
}

/** Runs a scanner between the start and the end of a scan; ends as the scanner did. */
export const run = (command: readonly string[], options: RunOptions): Promise<void> =>
  withStoppableSession((session) =>
    inFolder(async (folder) => {
      const scanId = await startScan(session.client, options)
      const scanned = await scanWith(command, options, folder, session.stop)
      const completion = await complete(session, scanId, scanned, options)
      if (typeof completion === 'string') throw await failed(session, scanId, scanned, completion, options.wait)
      if (options.json) printJson(completion)
      else say(summaryOf(completion))
      const code = await codeOf(session, completion, scanned.end.code, options)
      await awaitDeliveries(session, scanId, options.wait)
      session.stop.asked.throwIfAborted()
      if (code !== 0) throw new Ended(code)
    }),
  )
