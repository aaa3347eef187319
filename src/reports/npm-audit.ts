import type { ReportFinding } from '../core/finding.ts'
import { advisoryFinding } from './advisories.ts'
import { isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, readObjects, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'

export const npmAudit: ReportFormat = {
  format: 'npm_audit',
  title: 'npm audit JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) => names.has('auditReportVersion') || (names.has('advisories') && names.has('metadata')),
  read: (source) => inBatches(readPackages(source)),
}

/** By package since npm 7; by the advisory's number before that, and in pnpm. */
const TABLES = ['vulnerabilities', 'advisories']

async function* readPackages(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isEntry = ([table]: ReportRow['keys']): boolean => TABLES.includes(String(table))
  for await (const row of readObjects(source, ['*', '*'], needsTable, isEntry)) {
    if (row.keys[0] === 'vulnerabilities') yield* readPackage(row)
    else yield readOldAdvisory(row)
  }
}

const needsTable = (document: unknown): void => {
  const tables = TABLES.filter((name) => objectOf(document)[name] !== undefined)
  const wrong = tables.find((name) => !isObject(objectOf(document)[name]))
  if (tables.length > 0 && wrong === undefined) return
  throw new ReportError('an object is needed', { path: `/${wrong ?? 'vulnerabilities'}` })
}

/** A text in `via` only names the package through which the flaw came; that has its own entry. */
const readPackage = (row: ReportRow): ReportFinding[] => {
  const { via, range, nodes, fixAvailable } = row.value
  if (!Array.isArray(via)) throw rowFault(row, 'an array is needed', 'via')
  const key = String(row.keys[1])
  return via.filter(isObject).map((advisory, index) => {
    const inner = { ...row, keys: [...row.keys, 'via', index], value: advisory }
    return readAdvisory(inner, {
      package: textOf(advisory.name) ?? textOf(advisory.dependency) ?? key,
      version: textOf(advisory.range) ?? textOf(range),
      place: textsOf(nodes)[0],
      evidence: textsOf(nodes).slice(1, 50).join('\n'),
      remediation: fixOf(fixAvailable),
    })
  })
}

type Place = Pick<Parameters<typeof advisoryFinding>[0], 'package' | 'version' | 'place' | 'evidence' | 'remediation'>

const readAdvisory = (row: ReportRow, place: Place): ReportFinding => {
  const { value } = row
  const cvss = objectOf(value.cvss)
  return advisoryFinding({
    ...place,
    ids: idsOf(row),
    title: textOf(value.title),
    description: textOf(value.overview),
    severity: value.severity,
    // npm writes 0 for an advisory without a score.
    ratings: [{ vector: textOf(cvss.vectorString), score: cvss.score === 0 ? undefined : numberOf(cvss.score) }],
    cwe: textsOf(value.cwe)[0],
    references: [...textsOf(value.url), ...(textOf(value.references) ?? '').split(/\s+/)],
  })
}

const readOldAdvisory = (row: ReportRow): ReportFinding => {
  const { value } = row
  const [finding] = listOf(value.findings).map(objectOf)
  return readAdvisory(row, {
    package: neededText(row, 'module_name'),
    version: textOf(finding?.version),
    evidence: textsOf(finding?.paths).slice(0, 50).join('\n'),
    remediation: textOf(value.recommendation) ?? fixOf(true),
  })
}

/** The address of an advisory holds its GHSA id. */
const idsOf = (row: ReportRow): [string, ...string[]] => {
  const { url, cves, github_advisory_id: ghsa, source, id } = row.value
  const named = [...textsOf(ghsa), ...textsOf(cves), /GHSA(?:-[\w]{4}){3}/i.exec(textOf(url) ?? '')?.[0]]
  const numbers = [source, id].filter((number) => typeof number === 'number' || typeof number === 'string').map(String)
  const [first, ...others] = [...named.filter((one) => one !== undefined), ...numbers, ...textsOf(url)]
  if (first === undefined) throw rowFault(row, 'an id is needed', 'source')
  return [first, ...others.filter((one) => /^(?:CVE|GHSA)-/i.test(one))]
}

const fixOf = (fix: unknown): string => {
  if (fix === true) return 'Run npm audit fix.'
  const { name, version } = objectOf(fix)
  if (!textOf(name) || !textOf(version)) return 'No fixed version is known.'
  return `Update ${String(name)} to ${String(version)}.`
}
