import type { ReportFinding } from '../core/finding.ts'
import { advisoryFinding } from './advisories.ts'
import type { Rating } from './advisories.ts'
import { readJsonRest } from './json.ts'
import { integerOf, isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, readObjects, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOf } from './severity.ts'
import { placedFinding } from './tidy-finding.ts'

/** The elements of every list in a result: `/Results/0/Vulnerabilities/3`. */
const ROWS = ['Results', '*', '*', '*']
const MODIFIED = 'ExperimentalModifiedFindings'

export const trivy: ReportFormat = {
  format: 'trivy',
  title: 'Trivy JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) => (names.has('SchemaVersion') && names.has('ArtifactName')) || names.has('Results[].Target'),
  read: (source) => inBatches(readResults(source)),
}

/** Read twice: a result's target may stand behind its lists. */
async function* readResults(source: ReportSource): AsyncGenerator<ReportFinding> {
  const targets = targetsOf(await readJsonRest(source, ROWS))
  const isKnown = ([, , list]: ReportRow['keys']): boolean => list === MODIFIED || READERS.has(String(list))
  for await (const row of readObjects(source, ROWS, undefined, isKnown)) {
    const [, result, list] = row.keys
    const target = targets[Number(result)]
    if (list === MODIFIED) yield* readModified(row, target)
    else yield* readRow(row, String(list), target)
  }
}

const targetsOf = (document: unknown): (string | undefined)[] => {
  const { Results: results, SchemaVersion: version } = objectOf(document)
  // Left out, or null, when nothing was found.
  if (results == null && version !== undefined) return []
  if (!Array.isArray(results)) throw new ReportError('an array is needed', { path: '/Results' })
  return results.map((result, index) => {
    if (!isObject(result)) throw new ReportError('an object is needed', { path: `/Results/${index}` })
    const wrong = [...READERS.keys(), MODIFIED].find((list) => result[list] != null && !Array.isArray(result[list]))
    if (wrong !== undefined) throw new ReportError('an array is needed', { path: `/Results/${index}/${wrong}` })
    return textOf(result.Target)
  })
}

type ReadRow = (row: ReportRow, target: string | undefined, suppressed?: string) => ReportFinding

function* readRow(
  row: ReportRow,
  list: string,
  target: string | undefined,
  suppressed?: string,
): Generator<ReportFinding> {
  const read = READERS.get(list)
  // Of a check, also those that passed.
  if (read && (row.value.Status !== 'PASS' || list !== 'Misconfigurations')) yield read(row, target, suppressed)
}

const LISTS: Readonly<Record<string, string>> = {
  vulnerability: 'Vulnerabilities',
  misconfiguration: 'Misconfigurations',
  secret: 'Secrets',
}

/** What an ignore file or a VEX statement took out, written with `--show-suppressed`. */
function* readModified(row: ReportRow, target: string | undefined): Generator<ReportFinding> {
  const { Type: type, Status: status, Statement: statement, Finding: finding } = row.value
  const list = typeof type === 'string' && Object.hasOwn(LISTS, type) ? LISTS[type] : undefined
  if (list === undefined) return
  if (!isObject(finding)) throw rowFault(row, 'an object is needed', 'Finding')
  const inner = { ...row, keys: [...row.keys, 'Finding'], value: finding }
  yield* readRow(inner, list, target, textOf(statement) ?? `Marked as ${textOf(status) ?? 'ignored'} in Trivy`)
}

const readVulnerability: ReadRow = (row, target, suppressed) => {
  const { value } = row
  const id = neededText(row, 'VulnerabilityID')
  return advisoryFinding({
    ids: [id, ...textsOf(value.VendorIDs)],
    package: neededText(row, 'PkgName'),
    version: textOf(value.InstalledVersion),
    place: textOf(value.PkgPath) ?? target,
    title: textOf(value.Title),
    description: textOf(value.Description),
    severity: value.Severity,
    ratings: ratingsOf(value),
    cwe: textsOf(value.CweIDs)[0],
    references: [...textsOf(value.PrimaryURL), ...textsOf(value.References)],
    fixed: (textOf(value.FixedVersion) ?? '').split(','),
    suppressed: suppressed ?? (value.Status === 'not_affected' ? 'Marked as not affected in Trivy' : undefined),
  })
}

/** The source that gave the severity comes first. */
const ratingsOf = (value: JsonObject): Rating[] => {
  const sources = objectOf(value.CVSS)
  const chosen = textOf(value.SeveritySource)
  const inOrder = Object.entries(sources).sort(([a], [b]) => Number(b === chosen) - Number(a === chosen))
  return inOrder
    .map(([, rating]) => objectOf(rating))
    .flatMap((rating) => [
      { vector: textOf(rating.V40Vector), score: numberOf(rating.V40Score) },
      { vector: textOf(rating.V3Vector), score: numberOf(rating.V3Score) },
      { vector: textOf(rating.V2Vector), score: numberOf(rating.V2Score) },
    ])
}

const readMisconfiguration: ReadRow = (row, target, suppressed) => {
  const { value } = row
  const cause = objectOf(value.CauseMetadata)
  const lines = listOf(objectOf(cause.Code).Lines).map((line) => textOf(objectOf(line).Content) ?? '')
  return placedFinding({
    rule_id: neededText(row, 'ID', 'AVDID'),
    path: target,
    start_line: integerOf(cause.StartLine),
    title: textOf(value.Title),
    severity: severityOf(value.Severity),
    category: 'Misconfiguration',
    description: textOf(value.Message) ?? textOf(value.Description),
    remediation: textOf(value.Resolution),
    references: [...textsOf(value.PrimaryURL), ...textsOf(value.References)],
    evidence: lines.join('\n'),
    suppressed: suppressed ?? (value.Status === 'EXCEPTION' ? 'Excepted in Trivy' : undefined),
  })
}

/** Neither the match nor the code around it is kept. */
const readSecret: ReadRow = (row, target, suppressed) => {
  const { value } = row
  return placedFinding({
    rule_id: neededText(row, 'RuleID'),
    path: target,
    start_line: integerOf(value.StartLine),
    title: textOf(value.Title),
    severity: severityOf(value.Severity),
    category: 'Secret',
    cwe_id: '798',
    suppressed,
  })
}

/** Licences are no weaknesses, and packages no findings. */
const READERS: ReadonlyMap<string, ReadRow> = new Map([
  ['Vulnerabilities', readVulnerability],
  ['Misconfigurations', readMisconfiguration],
  ['Secrets', readSecret],
])
