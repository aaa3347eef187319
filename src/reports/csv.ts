import { pipeline, Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { ReportFinding } from '../core/finding.ts'
import { SEVERITIES } from '../core/severity.ts'
import { mapColumns, matchColumns } from './csv-columns.ts'
import type { CsvColumns, CsvField } from './csv-columns.ts'
import { numberOf } from './json-value.ts'
import { addressesIn } from './markup.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { severityOf } from './severity.ts'
import { readHead, readText, withoutLeadingBlanks } from './source.ts'
import { placedFinding, tidyFinding } from './tidy-finding.ts'

const MAX_RECORD_CHARS = 16 * 1024 * 1024

export const csv: ReportFormat = {
  format: 'csv',
  title: 'CSV with a header line',
  mediaTypes: ['text/csv'],
  detect: ({ text }, { columns: named }) => {
    if (/^\s*[[{<]/.test(text)) return false
    if (named !== undefined) return true
    const columns = matchColumns(headersOf(text))
    return columns.has('title') && (columns.has('severity') || columns.has('cvss_score'))
  },
  read: (source, { columns }) => inBatches(readRecords(source, columns)),
}

/** Enough to know the columns by; quotes around a header are all that is taken off. */
const headersOf = (head: string): string[] => {
  const line = firstLine(head)
  return line.split(delimiterOf(line)).map((header) => header.trim().replace(/^"(.*)"$/, '$1'))
}

const firstLine = (head: string): string => /^.*/.exec(head.trimStart())?.[0] ?? ''

/** Spreadsheets of many countries write semicolons. */
const delimiterOf = (line: string): string => {
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: line.split(mark).length }))
  return counts.sort((a, b) => b.count - a.count)[0]?.mark ?? ','
}

interface CsvRecord {
  record: string[]
  info: { lines: number }
}

async function* readRecords(source: ReportSource, mapping: string | undefined): AsyncGenerator<ReportFinding> {
  const parser = parse({
    delimiter: delimiterOf(firstLine(await readHead(source))),
    // One that is guessed by the first line would be the only one.
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    bom: true,
    skip_empty_lines: true,
    relax_column_count_less: true,
    max_record_size: MAX_RECORD_CHARS,
  })
  let columns: CsvColumns | undefined
  let skipped = 0
  const texts = withoutLeadingBlanks(readText(source), (lines) => (skipped = lines))
  try {
    // What breaks the pipeline also ends the loop below.
    const records = pipeline(Readable.from(texts), parser, () => undefined) as AsyncIterable<CsvRecord>
    for await (const { record, info } of records) {
      if (columns) yield readRecord(record, columns, skipped + info.lines)
      else columns = columnsOf(record, mapping)
    }
  } catch (error) {
    throw error instanceof CsvError ? new ReportError(reasonOf(error), { line: skipped + lineOf(error) }) : error
  }
}

const columnsOf = (headers: readonly string[], mapping: string | undefined): CsvColumns => {
  const columns = mapping === undefined ? matchColumns(headers) : mapColumns(mapping, headers)
  if (!columns.has('title'))
    throw new ReportError('no column is the title: name it with columns=title:HEADER', { line: 1 })
  return columns
}

const readRecord = (record: readonly string[], columns: CsvColumns, line: number): ReportFinding => {
  const of = (field: CsvField): string | undefined => given(record[columns.get(field) ?? -1])
  const title = of('title')
  if (title === undefined) throw new ReportError('a title is needed', { line })
  const score = numberOf(of('cvss_score'))
  const raw = {
    title,
    severity: severityOf(wordOf(of('severity')), score),
    category: of('category'),
    owasp_category: of('owasp_category'),
    cwe_id: of('cwe_id'),
    cvss_score: score,
    cvss_vector: of('cvss_vector'),
    endpoint: of('endpoint'),
    parameter: of('parameter'),
    description: of('description'),
    remediation: of('remediation'),
    references: addressesIn(of('references')),
    evidence: of('evidence'),
    rule_id: of('rule_id'),
    path: of('path'),
    start_line: numberOf(of('start_line')),
    suppressed: suppressionOf(of('suppressed')),
  }
  const fingerprint = of('fingerprint')
  return fingerprint === undefined ? placedFinding(raw) : tidyFinding({ ...raw, fingerprint })
}

/** Nessus and Wapiti count from 0 or 1 to 4. */
const LEVELS: readonly string[] = SEVERITIES

const wordOf = (severity: string | undefined): string | undefined => LEVELS[Number(severity)] ?? severity

const given = (value: string | undefined): string | undefined => (value?.trim() === '' ? undefined : value?.trim())

/** A yes, or the words why. */
const suppressionOf = (text: string | undefined): string | undefined => {
  if (text === undefined || /^(?:no|n|false|0|-)$/i.test(text)) return undefined
  return /^(?:yes|y|true|1)$/i.test(text) ? 'Suppressed in the scanner' : text
}

/** The parser's own words quote the file. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'a quote is not closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'something follows a closing quote'],
  ['INVALID_OPENING_QUOTE', 'a quote stands inside of a value'],
  ['CSV_RECORD_INCONSISTENT_FIELDS_LENGTH', 'a row has more values than there are headers'],
  ['CSV_MAX_RECORD_SIZE', 'one row is longer than 16 Mi characters'],
])

const reasonOf = ({ code }: CsvError): string => REASONS.get(code) ?? 'it is not valid CSV'

const lineOf = (error: CsvError): number => {
  const lines: unknown = 'lines' in error ? error.lines : undefined
  return typeof lines === 'number' ? lines : 1
}
