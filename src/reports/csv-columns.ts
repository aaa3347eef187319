import { parse } from 'csv-parse/sync'
import { ReportError } from './report.ts'

/** What a column of a CSV file can be, and the headers by which it is known when nobody says. */
const HEADERS = {
  title: [
    'title',
    'name',
    'finding',
    'issue',
    'vulnerability',
    'vulnerability name',
    'plugin name',
    'summary',
    'check title',
  ],
  severity: ['severity', 'risk', 'risk level', 'risk rating', 'severity level', 'threat', 'criticality'],
  category: ['category', 'type', 'finding type', 'family', 'plugin family'],
  owasp_category: ['owasp category', 'owasp'],
  cwe_id: ['cwe id', 'cwe', 'cweid'],
  cvss_score: [
    'cvss score',
    'cvss',
    'cvss v3 score',
    'cvss base score',
    'cvss v3.0 base score',
    'cvss v2.0 base score',
    'base score',
  ],
  cvss_vector: ['cvss vector', 'cvss v3 vector', 'vector', 'vector string'],
  endpoint: [
    'endpoint',
    'url',
    'host',
    'target',
    'affected url',
    'asset',
    'ip',
    'ip address',
    'resource',
    'resource uid',
  ],
  parameter: ['parameter', 'param', 'package', 'component', 'affected parameter'],
  description: ['description', 'details', 'synopsis', 'detail', 'overview'],
  remediation: ['remediation', 'solution', 'recommendation', 'fix', 'mitigation'],
  references: ['references', 'reference', 'see also', 'links', 'link'],
  evidence: ['evidence', 'proof', 'plugin output', 'output'],
  fingerprint: ['fingerprint'],
  rule_id: ['rule id', 'rule', 'plugin id', 'check id', 'id', 'cve', 'vulnerability id', 'test id'],
  path: ['path', 'file', 'filename', 'file path', 'file name', 'location'],
  start_line: ['line', 'start line', 'line number', 'start_line'],
  suppressed: ['suppressed', 'suppression'],
} as const satisfies Record<string, readonly string[]>

export type CsvField = keyof typeof HEADERS

/** The number of the column of each field that there is. */
export type CsvColumns = ReadonlyMap<CsvField, number>

const FIELDS = Object.keys(HEADERS) as CsvField[]

const isField = (name: string): name is CsvField => Object.hasOwn(HEADERS, name)

/** A header without capitals and marks: `Risk_Level` is `risk level`. */
const plain = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replace(/[_\s-]+/g, ' ')

/** The columns that headers name by themselves; of several for one field, that of the better name. */
export const matchColumns = (headers: readonly string[]): CsvColumns => {
  const names = headers.map(plain)
  const columns = new Map<CsvField, number>()
  for (const field of FIELDS) {
    const taken = new Set(columns.values())
    const number = HEADERS[field].map((name) => names.indexOf(plain(name))).find((at) => at >= 0 && !taken.has(at))
    if (number !== undefined) columns.set(field, number)
  }
  return columns
}

/** `title:Name,severity:Risk`, itself a line of CSV, so that a header with a comma can be quoted. Throws `ReportError`. */
export const mapColumns = (mapping: string, headers: readonly string[]): CsvColumns => {
  const columns = new Map<CsvField, number>()
  for (const pair of pairsOf(mapping)) {
    const at = pair.indexOf(':')
    const field = pair.slice(0, Math.max(at, 0)).trim()
    if (!isField(field)) throw new ReportError(`columns: each is FIELD:HEADER, with a field of ${FIELDS.join(', ')}`)
    const header = plain(pair.slice(at + 1))
    const number = headers.map(plain).indexOf(header)
    if (number < 0) throw new ReportError(`columns: the file has no header for ${field}`, { line: 1 })
    columns.set(field, number)
  }
  return columns
}

const pairsOf = (mapping: string): string[] => {
  try {
    return parse(mapping, { columns: false, relax_quotes: true, trim: true })[0] ?? []
  } catch {
    throw new ReportError('columns: give them as title:Name,severity:Risk')
  }
}
