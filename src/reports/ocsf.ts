import type { ReportFinding } from '../core/finding.ts'
import type { Severity } from '../core/severity.ts'
import { readRecords } from './json-lines.ts'
import { integerOf, isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { advisoryFinding } from './advisories.ts'
import { inBatches } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { objectRow, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOfWord } from './severity.ts'
import { placedFinding } from './tidy-finding.ts'
import { firstSentence } from './words.ts'

export const ocsf: ReportFormat = {
  format: 'ocsf',
  title: 'OCSF findings',
  mediaTypes: ['application/json', 'application/x-ndjson'],
  detect: ({ names }) =>
    ['', '[].'].some(
      (at) =>
        (names.has(`${at}class_uid`) && (names.has(`${at}metadata`) || names.has(`${at}category_uid`))) ||
        (names.has(`${at}finding_info`) && names.has(`${at}severity_id`)),
    ),
  read: (source) => inBatches(readEvents(source)),
}

async function* readEvents(source: ReportSource): AsyncGenerator<ReportFinding> {
  for await (const record of readRecords(source)) {
    const row = objectRow(record)
    if (classOf(row.value) === undefined) throw rowFault(row, 'a class is needed', 'class_uid')
    if (isOpenFinding(row.value)) yield* readEvent(row)
  }
}

/** A class is numbered within the thousand of its category. */
const classOf = (value: JsonObject): number | undefined => {
  const category = integerOf(value.category_uid)
  return integerOf(value.class_uid) ?? (category === undefined ? undefined : category * 1000)
}

/** Of the states of a finding (OCSF 1.5, `status_id`): suppressed, resolved, archived, deleted. */
const SUPPRESSED = new Set([3, 5])
const OVER = new Set([4, 6])
const CLOSE = 3
/** A check that passed, or that a person has to make. */
const NOT_FAILED = new Set(['PASS', 'MANUAL'])

/** Events of other classes are no findings; they may stand in the same file. */
const isOpenFinding = (value: JsonObject): boolean => {
  const isFinding = Math.floor((classOf(value) ?? 0) / 1000) === 2
  const isOver = OVER.has(integerOf(value.status_id) ?? 0) || value.activity_id === CLOSE
  return isFinding && !isOver && !NOT_FAILED.has(String(value.status_code).toUpperCase())
}

const readEvent = (row: ReportRow): ReportFinding[] => {
  const { vulnerabilities } = row.value
  // `finding` before OCSF 1.1.
  const info = objectOf(row.value.finding_info ?? row.value.finding)
  const about = { row, info, suppressed: suppressionOf(row.value) }
  const flaws = listOf(vulnerabilities).filter(isObject)
  return flaws.length === 0 ? [readCheck(about)] : flaws.flatMap((flaw) => readFlaw(about, flaw))
}

interface About {
  row: ReportRow
  info: JsonObject
  suppressed: string | undefined
}

const readCheck = ({ row, info, suppressed }: About): ReportFinding => {
  const { value } = row
  const title = textOf(info.title) ?? textOf(value.message)
  const resource = resourceOf(value)
  const uid = textOf(info.uid)
  const rule = textOf(objectOf(value.metadata).event_code) ?? textOf(objectOf(info.analytic).uid) ?? title ?? uid
  if (rule === undefined) throw rowFault(row, 'a title is needed', 'finding_info', 'title')
  const remediation = objectOf(value.remediation ?? info.remediation)
  return placedFinding({
    rule_id: rule,
    endpoint: resource ?? uid,
    title: firstSentence(title),
    severity: severityIn(value),
    category: textsOf(info.types)[0],
    description: textOf(value.status_detail) ?? textOf(info.desc) ?? textOf(value.message),
    remediation: textOf(remediation.desc),
    references: [...textsOf(remediation.references), ...textsOf(info.src_url)],
    evidence: textOf(value.risk_details),
    suppressed,
  })
}

const resourceOf = (value: JsonObject): string | undefined => {
  const [first] = listOf(value.resources).map(objectOf)
  const { uid, name } = first ?? objectOf(value.resource)
  return textOf(uid) ?? textOf(name)
}

/** One finding a package that the flaw is in; none is named where it is in the resource itself. */
const readFlaw = ({ row, info, suppressed }: About, flaw: JsonObject): ReportFinding[] => {
  const { value } = row
  const cve = objectOf(flaw.cve)
  const id = textOf(cve.uid) ?? textOf(objectOf(flaw.advisory).uid) ?? textOf(flaw.title) ?? textOf(info.title)
  if (id === undefined) throw rowFault(row, 'an id is needed', 'vulnerabilities')
  const packages = listOf(flaw.affected_packages).map(objectOf)
  return (packages.length > 0 ? packages : [undefined]).map((one) =>
    advisoryFinding({
      ids: [id],
      package: textOf(one?.name),
      version: textOf(one?.version),
      asset: resourceOf(value),
      title: textOf(flaw.title) ?? textOf(cve.title) ?? textOf(info.title),
      description: textOf(flaw.desc) ?? textOf(cve.desc) ?? textOf(info.desc),
      severity: severityOfWord(flaw.severity) ?? severityIn(value),
      ratings: listOf(cve.cvss)
        .map(objectOf)
        .map(({ vector_string: vector, base_score: score }) => ({ vector: textOf(vector), score: numberOf(score) })),
      cwe: textOf(objectOf(cve.cwe ?? flaw.cwe).uid) ?? textOf(objectOf(listOf(cve.related_cwes)[0]).uid),
      references: [...textsOf(flaw.references), ...textsOf(cve.references)],
      remediation: textOf(objectOf(flaw.remediation).desc) ?? textOf(objectOf(value.remediation).desc),
      fixed: textOf(one?.fixed_in_version) === undefined ? undefined : textsOf(one?.fixed_in_version),
      suppressed,
    }),
  )
}

/** By `severity_id`: 6 is fatal, 0 unknown. */
const SEVERITIES: readonly (Severity | undefined)[] = [
  undefined,
  'info',
  'low',
  'medium',
  'high',
  'critical',
  'critical',
]

const severityIn = (value: JsonObject): Severity =>
  severityOfWord(value.severity) ?? SEVERITIES[integerOf(value.severity_id) ?? 0] ?? 'medium'

const suppressionOf = (value: JsonObject): string | undefined => {
  const isMuted = String(value.status_code).toUpperCase() === 'MUTED'
  const isSuppressed = SUPPRESSED.has(integerOf(value.status_id) ?? 0) && !isNew(value)
  return isMuted || isSuppressed ? (textOf(value.comment) ?? 'Suppressed in the scanner') : undefined
}

/** Prowler 4.2 wrote 3, which is suppressed, beside the status New of every check that failed. */
const isNew = ({ status }: JsonObject): boolean => textOf(status)?.toLowerCase() === 'new'
