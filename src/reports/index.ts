import { AppError } from '../core/error.ts'
import type { ReportFinding } from '../core/finding.ts'
import { bandit } from './bandit.ts'
import { burp } from './burp.ts'
import { checkov } from './checkov.ts'
import { csv } from './csv.ts'
import { cyclonedx } from './cyclonedx.ts'
import { gitleaks } from './gitleaks.ts'
import { grype } from './grype.ts'
import { jsonNames } from './json-names.ts'
import { mergeRepeats } from './merge-repeats.ts'
import { native } from './native.ts'
import { npmAudit } from './npm-audit.ts'
import { nuclei } from './nuclei.ts'
import { ocsf } from './ocsf.ts'
import { osvScanner } from './osv-scanner.ts'
import { ReportError } from './report.ts'
import type { ReportFormat, ReportHead, ReportOptions, ReportSource } from './report.ts'
import { sarif } from './sarif.ts'
import { semgrep } from './semgrep.ts'
import { snyk } from './snyk.ts'
import { readHead } from './source.ts'
import { trivy } from './trivy.ts'
import { xmlRoot } from './xml.ts'
import { zap } from './zap.ts'

/** No report is of two of them; an empty array is taken for our own format. */
export const reportFormats: readonly ReportFormat[] = [
  sarif,
  nuclei,
  zap,
  trivy,
  semgrep,
  gitleaks,
  npmAudit,
  bandit,
  checkov,
  grype,
  osvScanner,
  snyk,
  burp,
  cyclonedx,
  ocsf,
  csv,
  native,
]

/** What formats judge a report by. */
export const reportHead = (text: string): ReportHead => ({ text, names: jsonNames(text), root: xmlRoot(text) })

/**
 * Reads a scanner's report, whatever its size: batches of up to 1,000 findings, each fingerprint once. Throws
 * `unknown_format` and `body_not_utf8`; the batches throw `invalid_report`, `body_not_utf8`, always before the first one.
 */
export const readReport = async (
  source: ReportSource,
  format: string,
  options: ReportOptions = {},
): Promise<{ format: string; batches: AsyncIterable<ReportFinding[]> }> => {
  const head = reportHead(await readHead(source))
  if (head.text.trim() === '') throw new AppError('unknown_format', 'The report is empty')
  const found = reportFormats.find((one) => (format === 'auto' ? one.detect(head, options) : one.format === format))
  if (!found) throw new AppError('unknown_format', unknownDetail(format))
  return { format: found.format, batches: readable(found, source, options) }
}

const unknownDetail = (format: string): string => {
  const names = reportFormats.map((one) => one.format).join(', ')
  return format === 'auto' ? `None of these formats: ${names}` : `format is auto or one of ${names}`
}

async function* readable(
  format: ReportFormat,
  source: ReportSource,
  options: ReportOptions,
): AsyncGenerator<ReportFinding[]> {
  try {
    yield* mergeRepeats(() => format.read(source, options))
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
