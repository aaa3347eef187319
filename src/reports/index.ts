import { AppError } from '../core/error.ts'
import type { ReportFinding } from '../core/finding.ts'
import { mergeRepeats } from './merge-repeats.ts'
import { native } from './native.ts'
import { ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { sarif } from './sarif.ts'
import { readHead } from './source.ts'

/** In the order in which they are asked whether a report is theirs. */
export const reportFormats: readonly ReportFormat[] = [sarif, native]

/**
 * Reads a scanner's report, whatever its size: batches of up to 1,000 findings, each fingerprint once. Throws
 * `unknown_format` and `body_not_utf8`; the batches throw `invalid_report`, `body_not_utf8`, always before the first one.
 */
export const readReport = async (
  source: ReportSource,
  format: string,
): Promise<{ format: string; batches: AsyncIterable<ReportFinding[]> }> => {
  const head = await readHead(source)
  if (head.trim() === '') throw new AppError('unknown_format', 'The report is empty')
  const found = reportFormats.find((one) => (format === 'auto' ? one.detect(head) : one.format === format))
  if (!found) throw new AppError('unknown_format', unknownDetail(format))
  return { format: found.format, batches: readable(found, source) }
}

const unknownDetail = (format: string): string => {
  const names = reportFormats.map((one) => one.format).join(', ')
  return format === 'auto' ? `None of these formats: ${names}` : `format is auto or one of ${names}`
}

async function* readable(format: ReportFormat, source: ReportSource): AsyncGenerator<ReportFinding[]> {
  try {
    yield* mergeRepeats(format.read(source))
  } catch (error) {
    throw error instanceof ReportError ? invalidReport(format, error) : error
  }
}

const invalidReport = (format: ReportFormat, error: ReportError): AppError => {
  const place = [error.line === undefined ? '' : `line ${error.line}`, error.path ?? ''].filter(Boolean).join(', ')
  return new AppError('invalid_report', `${format.title}${place ? `, ${place}` : ''}: ${error.message}`, {
    faults: [{ pointer: error.path ?? '', code: 'invalid_report', detail: error.message }],
    cause: error,
  })
}
