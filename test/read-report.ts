import type { ReportFinding } from '../src/core/finding.ts'
import { readReport } from '../src/reports/index.ts'
import type { ReportOptions, ReportSource } from '../src/reports/report.ts'
import { bytesSource } from '../src/reports/source.ts'

/** All findings of a report: text, bytes, a source, or a value that is written as JSON. */
export const readFindings = async (
  content: unknown,
  format = 'auto',
  options: ReportOptions = {},
): Promise<ReportFinding[]> => (await readBatches(content, format, options)).flat()

export const readBatches = async (
  content: unknown,
  format = 'auto',
  options: ReportOptions = {},
): Promise<ReportFinding[][]> => {
  const { batches } = await readReport(sourceOf(content), format, options)
  return drained(batches)
}

export const drained = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const sourceOf = (content: unknown): ReportSource => {
  if (isSource(content)) return content
  return bytesSource(typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content))
}

const isSource = (content: unknown): content is ReportSource =>
  typeof content === 'object' && content !== null && 'open' in content
