import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { ReportFinding } from '../core/finding.ts'
import { readRecords } from './json-lines.ts'
import { inBatches } from './report.ts'
import { fileSource } from './source.ts'

type Batches = AsyncIterable<ReportFinding[]> | Iterable<ReportFinding[]>

/** The findings of a report of this size are held; a file in between would cost a fifth more time. */
const HELD_BYTES = 16 * 1024 * 1024

/**
 * Every batch of a report of `size` bytes, drawn before the first is given on: what is refused is refused, and the reading
 * is over, before a transaction waits for it. Those of a large one lie in the file at `path` meanwhile. Rejects as the
 * batches do.
 */
export const settled = async (
  batches: AsyncIterable<ReportFinding[]>,
  size: number,
  path: string,
): Promise<Batches> => {
  if (size <= HELD_BYTES) return held(batches)
  await pipeline(linesOf(batches), createWriteStream(path, { mode: 0o600 }))
  return inBatches(findingsIn(path))
}

const held = async (batches: AsyncIterable<ReportFinding[]>): Promise<ReportFinding[][]> => {
  const all: ReportFinding[][] = []
  for await (const batch of batches) all.push(batch)
  return all
}

async function* linesOf(batches: AsyncIterable<readonly ReportFinding[]>): AsyncGenerator<string> {
  for await (const batch of batches) for (const finding of batch) yield `${JSON.stringify(finding)}\n`
}

/** As they were written just now, so they need no second check. */
async function* findingsIn(path: string): AsyncGenerator<ReportFinding> {
  for await (const { value } of readRecords(await fileSource(path))) yield value as ReportFinding
}
