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
import { paragraphs } from './words.ts'

const VULNERABILITIES = 'vulnerabilities'
const ISSUES = 'infrastructureAsCodeIssues'
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
  const isIssue = (keys: ReportRow['keys']): boolean => [VULNERABILITIES, ISSUES].includes(String(keys.at(-2)))
  for await (const row of readObjects(source, path, undefined, isIssue)) {
    const place = projects[isList ? Number(row.keys[0]) : 0]
    yield row.keys.at(-2) === ISSUES ? readIssue(row, place) : readVulnerability(row, place)
  }
  yield* readIgnored(source, isList, projects)
}

/** The file that a project is about. */
const projectOf = (project: unknown, keys: number[]): string | undefined => {
  const { displayTargetFile, targetFile, path, error } = objectOf(project)
  if (error !== undefined) throw new ReportError('Snyk wrote an error in place of a result', { path: pointerOf(keys) })
  for (const list of [VULNERABILITIES, ISSUES]) {
    const issues = objectOf(project)[list]
    if (issues !== undefined && !Array.isArray(issues))
      throw new ReportError('an array is needed', { path: pointerOf([...keys, list]) })
  }
  const lists = [VULNERABILITIES, ISSUES].filter((list) => Array.isArray(objectOf(project)[list]))
  if (lists.length === 0) throw new ReportError('an array is needed', { path: pointerOf([...keys, VULNERABILITIES]) })
  return textOf(displayTargetFile) ?? textOf(targetFile) ?? textOf(path)
}

/** What a policy file ignores stands apart, under `filtered`. */
async function* readIgnored(
  source: ReportSource,
  isList: boolean,
  projects: readonly (string | undefined)[],
): AsyncGenerator<ReportFinding> {
  const path = isList ? ['*', 'filtered', 'ignore', '*'] : ['filtered', 'ignore', '*']
  for await (const row of readObjects(source, path)) {
    const [rule] = listOf(objectOf(row.value.filtered).ignored).map(objectOf)
    const words = textOf(rule?.reason) ?? 'Ignored in Snyk'
    yield readVulnerability(row, projects[isList ? Number(row.keys[0]) : 0], words)
  }
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
