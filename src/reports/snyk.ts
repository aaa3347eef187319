import type { ReportFinding } from '../core/finding.ts'
import { advisoryFinding } from './advisories.ts'
import { readJsonRest } from './json.ts'
import { integerOf, isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches, pointerOf, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, objectRow, readObjects, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOf } from './severity.ts'
import { readHead } from './source.ts'
import { placedFinding } from './tidy-finding.ts'
import { paragraphs } from './words.ts'

const VULNERABILITIES = 'vulnerabilities'
const ISSUES = 'infrastructureAsCodeIssues'
/** What is installed in a container beside its own packages. */
const APPLICATIONS = 'applications'
const LISTS = [VULNERABILITIES, ISSUES, APPLICATIONS]
const SIGNS = ['from', 'packageName', 'moduleName', 'semver'].map((name) => `${VULNERABILITIES}[].${name}`)

export const snyk: ReportFormat = {
  format: 'snyk',
  title: 'Snyk JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) =>
    ['', '[].'].some(
      (at) =>
        names.has(`${at}${ISSUES}`) ||
        SIGNS.some((sign) => names.has(`${at}${sign}`)) ||
        (names.has(`${at}${VULNERABILITIES}`) && (names.has(`${at}dependencyCount`) || names.has(`${at}ok`))),
    ),
  read: (source) => inBatches(readIssues(source)),
}

/** One project, or a list of them. Read twice: a project's file may stand behind its vulnerabilities. */
async function* readIssues(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isList = /^\s*\[/.test(await readHead(source))
  const path = isList ? ['*', '*', '*'] : ['*', '*']
  const document = await readJsonRest(source, path)
  const projects = (isList ? listOf(document) : [document]).map((project, index) =>
    projectOf(project, isList ? [index] : []),
  )
  const isListed = (keys: ReportRow['keys']): boolean => LISTS.includes(String(keys.at(-2)))
  for await (const row of readObjects(source, path, undefined, isListed)) {
    const place = projects[isList ? Number(row.keys[0]) : 0]
    yield* readListed(row, place)
  }
  yield* readAllIgnored(source, isList, projects)
}

const readListed = (row: ReportRow, place: string | undefined): ReportFinding[] => {
  const list = row.keys.at(-2)
  if (list === APPLICATIONS) return readApplication(row, place)
  return [list === ISSUES ? readIssue(row, place) : readVulnerability(row, place)]
}

const readApplication = (row: ReportRow, container: string | undefined): ReportFinding[] => {
  const { [VULNERABILITIES]: vulnerabilities, filtered } = row.value
  if (!Array.isArray(vulnerabilities)) throw rowFault(row, 'an array is needed', VULNERABILITIES)
  const place = fileOf(row.value) ?? container
  const rowOf = (value: unknown, ...inside: (string | number)[]): ReportRow =>
    objectRow({ ...row, keys: [...row.keys, ...inside], value })
  return [
    ...vulnerabilities.map((one, index) => readVulnerability(rowOf(one, VULNERABILITIES, index), place)),
    ...listOf(objectOf(filtered).ignore).map((one, index) =>
      readIgnored(rowOf(one, 'filtered', 'ignore', index), place),
    ),
  ]
}

/** The file that a project is about. */
const projectOf = (project: unknown, keys: number[]): string | undefined => {
  const { error } = objectOf(project)
  if (error !== undefined) throw new ReportError('Snyk wrote an error in place of a result', { path: pointerOf(keys) })
  for (const list of LISTS) {
    const issues = objectOf(project)[list]
    if (issues !== undefined && !Array.isArray(issues))
      throw new ReportError('an array is needed', { path: pointerOf([...keys, list]) })
  }
  const lists = [VULNERABILITIES, ISSUES].filter((list) => Array.isArray(objectOf(project)[list]))
  if (lists.length === 0) throw new ReportError('an array is needed', { path: pointerOf([...keys, VULNERABILITIES]) })
  return fileOf(objectOf(project))
}

const fileOf = ({ displayTargetFile, targetFile, path }: JsonObject): string | undefined =>
  textOf(displayTargetFile) ?? textOf(targetFile) ?? textOf(path)

/** What a policy file ignores stands apart, under `filtered`. */
async function* readAllIgnored(
  source: ReportSource,
  isList: boolean,
  projects: readonly (string | undefined)[],
): AsyncGenerator<ReportFinding> {
  const path = isList ? ['*', 'filtered', 'ignore', '*'] : ['filtered', 'ignore', '*']
  for await (const row of readObjects(source, path)) yield readIgnored(row, projects[isList ? Number(row.keys[0]) : 0])
}

const readIgnored = (row: ReportRow, place: string | undefined): ReportFinding => {
  const [rule] = listOf(objectOf(row.value.filtered).ignored).map(objectOf)
  return readVulnerability(row, place, textOf(rule?.reason) ?? 'Ignored in Snyk')
}

const readVulnerability = (row: ReportRow, place: string | undefined, suppressed?: string): ReportFinding => {
  const { value } = row
  const identifiers = objectOf(value.identifiers)
  return advisoryFinding({
    ids: [neededText(row, 'id'), ...textsOf(identifiers.CVE), ...textsOf(identifiers.GHSA)],
    package: neededText(row, 'packageName', 'moduleName', 'name'),
    version: textOf(value.version),
    place,
    title: textOf(value.title),
    description: textOf(value.description),
    severity: value.severity,
    ratings: ratingsOf(value),
    cwe: textsOf(identifiers.CWE)[0],
    references: listOf(value.references).flatMap((one) => textsOf(objectOf(one).url)),
    fixed: textsOf(value.fixedIn),
    evidence: textsOf(value.from).join(' > '),
    suppressed,
  })
}

const ratingsOf = (value: JsonObject) => [{ vector: textOf(value.CVSSv3), score: numberOf(value.cvssScore) }]

const readIssue = (row: ReportRow, file: string | undefined): ReportFinding => {
  const { value } = row
  const { issue, impact, resolve } = isObject(value.iacDescription) ? value.iacDescription : value
  const path = textsOf(value.path).join(' > ')
  return placedFinding({
    rule_id: neededText(row, 'id', 'publicId'),
    path: file,
    parameter: path,
    start_line: integerOf(value.lineNumber),
    title: textOf(value.title),
    severity: severityOf(value.severity),
    category: 'Misconfiguration',
    description: paragraphs([textOf(issue), textOf(impact)]),
    remediation: textOf(resolve),
    references: [...textsOf(value.documentation), ...textsOf(value.references)],
    evidence: path,
    suppressed: value.isIgnored === true ? 'Ignored in Snyk' : undefined,
  })
}
