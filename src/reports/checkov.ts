import type { ReportFinding } from '../core/finding.ts'
import { advisoryFinding } from './advisories.ts'
import { readJsonRest } from './json.ts'
import { integerOf, isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches, pointerOf, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, readObjects } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOf } from './severity.ts'
import { readHead } from './source.ts'
import { placedFinding } from './tidy-finding.ts'

const CHECKS = ['results', '*', '*']
/** Checks that passed are no findings. */
const LISTS = ['failed_checks', 'skipped_checks']

export const checkov: ReportFormat = {
  format: 'checkov',
  title: 'Checkov JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) =>
    ['check_type', '[].check_type', 'checkov_version', 'results.failed_checks'].some((name) => names.has(name)),
  read: (source) => inBatches(readChecks(source)),
}

/** One report, or a list of them, one a framework. */
async function* readChecks(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isList = /^\s*\[/.test(await readHead(source))
  const path = isList ? ['*', ...CHECKS] : CHECKS
  judge(await readJsonRest(source, path))
  const isCheck = (keys: ReportRow['keys']): boolean => LISTS.includes(String(keys.at(-2)))
  for await (const row of readObjects(source, path, undefined, isCheck)) {
    yield readCheck(row, row.keys.at(-2) === 'skipped_checks')
  }
}

const judge = (document: unknown): void => {
  if (Array.isArray(document)) for (const [index, report] of document.entries()) judgeReport(report, [index])
  else judgeReport(document, [])
}

/** Without anything to check, Checkov writes nothing but a summary. */
const judgeReport = (report: unknown, keys: number[]): void => {
  const { results, checkov_version: version, passed } = objectOf(report)
  if (results === undefined && (version !== undefined || passed !== undefined)) return
  if (!isObject(results)) throw new ReportError('an object is needed', { path: pointerOf([...keys, 'results']) })
  for (const list of LISTS) {
    if (results[list] != null && !Array.isArray(results[list]))
      throw new ReportError('an array is needed', { path: pointerOf([...keys, 'results', list]) })
  }
}

const readCheck = (row: ReportRow, isSkipped: boolean): ReportFinding => {
  const { value } = row
  const skipped = textOf(objectOf(value.check_result).suppress_comment) ?? 'Skipped in Checkov'
  const suppressed = isSkipped ? skipped : undefined
  if (isObject(value.vulnerability_details)) return readPackage(value, value.vulnerability_details, row, suppressed)
  return placedFinding({
    rule_id: neededText(row, 'check_id'),
    path: neededText(row, 'file_path', 'repo_file_path').replace(/^\/+/, ''),
    parameter: textOf(value.resource),
    start_line: integerOf(listOf(value.file_line_range)[0]),
    title: textOf(value.check_name),
    severity: severityOf(value.severity),
    category: 'Misconfiguration',
    description: textOf(value.description) ?? textOf(value.details),
    references: textsOf(value.guideline),
    evidence: codeOf(value),
    suppressed,
  })
}

/** Lines as pairs of number and text. What the check for secrets shows is masked, and still left out. */
const codeOf = (value: JsonObject): string | undefined => {
  if (textOf(value.check_id)?.startsWith('CKV_SECRET')) return undefined
  const lines = listOf(value.code_block)
    .slice(0, 200)
    .map((line) => textOf(listOf(line)[1]) ?? '')
  return lines.join('').trimEnd() || undefined
}

const readPackage = (
  value: JsonObject,
  details: JsonObject,
  row: ReportRow,
  suppressed: string | undefined,
): ReportFinding =>
  advisoryFinding({
    ids: [textOf(details.id) ?? neededText(row, 'check_id')],
    package: textOf(details.package_name) ?? textOf(value.resource),
    version: textOf(details.package_version),
    place: textOf(value.file_path)?.replace(/^\/+/, ''),
    description: textOf(details.description),
    severity: details.severity ?? value.severity,
    ratings: [{ vector: textOf(details.vector), score: numberOf(details.cvss) }],
    references: textsOf(details.link),
    fixed: textsOf(details.lowest_fixed_version),
    suppressed,
  })
