import type { ReportFinding } from '../core/finding.ts'
import { placeFingerprint, tidyFinding } from './tidy-finding.ts'
import { integerOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { readRecords } from './json-lines.ts'
import { inBatches } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, objectRow } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOf } from './severity.ts'
import { cweOf } from './taxonomy.ts'
import { paragraphs } from './words.ts'

export const nuclei: ReportFormat = {
  format: 'nuclei',
  title: 'Nuclei JSON and JSONL',
  mediaTypes: ['application/json', 'application/x-ndjson'],
  detect: ({ names }) =>
    ['', '[].'].some((at) => names.has(`${at}template-id`) && (names.has(`${at}info`) || names.has(`${at}host`))),
  read: (source) => inBatches(readResults(source)),
}

async function* readResults(source: ReportSource): AsyncGenerator<ReportFinding> {
  for await (const record of readRecords(source)) {
    const row = objectRow(record)
    // Written with `-matcher-status` for templates that did not match.
    if (row.value['matcher-status'] !== false) yield readResult(row)
  }
}

/** Requests and responses are left out: they hold cookies and tokens. */
const readResult = (row: ReportRow): ReportFinding => {
  const { value } = row
  const info = objectOf(value.info)
  const classification = objectOf(info.classification)
  const place = placeOf(value)
  const score = numberOf(classification['cvss-score'])
  const raw = {
    ...place,
    rule_id: neededText(row, 'template-id'),
    title: titleOf(value, info),
    severity: severityOf(info.severity, score),
    cwe_id: cweOf(textsOf(classification['cwe-id'])),
    cvss_score: score,
    cvss_vector: textOf(classification['cvss-metrics']),
    description: paragraphs([textOf(info.description), textOf(info.impact)]),
    remediation: textOf(info.remediation),
    references: textsOf(info.reference),
    evidence: evidenceOf(value),
  }
  // The matcher tells what of a template's many was found, an extracted address where.
  const identity = [raw.rule_id, textOf(value['matcher-name']) ?? '', ...extractedAddresses(value)]
  return tidyFinding({ ...raw, fingerprint: placeFingerprint({ ...raw, rule_id: identity.join('\n') }) })
}

const placeOf = (value: JsonObject) => {
  const matched = textOf(value['matched-at']) ?? textOf(value.matched) ?? textOf(value.url) ?? textOf(value.host)
  const isFile = value.type === 'file' || value.type === 'code'
  return isFile
    ? { path: matched, start_line: integerOf(value['matched-line']) }
    : { endpoint: matched, parameter: textOf(value.fuzzing_parameter) }
}

const titleOf = (value: JsonObject, info: JsonObject): string | undefined => {
  const name = textOf(info.name)
  const matcher = textOf(value['matcher-name'])
  return name && matcher ? `${name} (${matcher})` : name
}

const extractedOf = (value: JsonObject): string[] => textsOf(value['extracted-results']).slice(0, 100)

const extractedAddresses = (value: JsonObject): string[] =>
  extractedOf(value)
    .filter((text) => /^(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\]):\d{1,5}$/i.test(text.trim()))
    .sort()

const evidenceOf = (value: JsonObject): string | undefined => {
  const extracted = extractedOf(value)
  return extracted.length === 0 ? undefined : `Extracted: ${extracted.join(', ')}`
}
