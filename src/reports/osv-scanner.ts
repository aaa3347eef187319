import type { ReportFinding } from '../core/finding.ts'
import { severityRank } from '../core/severity.ts'
import { advisoryFinding } from './advisories.ts'
import { readJsonRest } from './json.ts'
import { isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, readObjects, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOfWord } from './severity.ts'

const PACKAGES = ['results', '*', 'packages', '*']

export const osvScanner: ReportFormat = {
  format: 'osv_scanner',
  title: 'OSV-Scanner JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) => names.has('results[].packages') || (names.has('results') && names.has('experimental_config')),
  read: (source) => inBatches(readPackages(source)),
}

/** Read twice: a result's source may stand behind its packages. */
async function* readPackages(source: ReportSource): AsyncGenerator<ReportFinding> {
  const places = placesOf(await readJsonRest(source, PACKAGES))
  for await (const row of readObjects(source, PACKAGES)) yield* readPackage(row, places[Number(row.keys[1])])
}

const placesOf = (document: unknown): (string | undefined)[] => {
  const { results } = objectOf(document)
  if (results !== null && !Array.isArray(results)) throw new ReportError('an array is needed', { path: '/results' })
  return listOf(results).map((result, index) => {
    if (isObject(result) && (result.packages == null || Array.isArray(result.packages)))
      return textOf(objectOf(result.source).path)
    throw new ReportError('an object with an array of packages is needed', { path: `/results/${index}` })
  })
}

/** A group joins what several databases say of one flaw. */
const readPackage = (row: ReportRow, place: string | undefined): ReportFinding[] => {
  const { package: about, vulnerabilities, groups } = row.value
  if (!isObject(about)) throw rowFault(row, 'an object is needed', 'package')
  if (vulnerabilities != null && !Array.isArray(vulnerabilities))
    throw rowFault(row, 'an array is needed', 'vulnerabilities')
  const byId = new Map<string, JsonObject>(
    listOf(vulnerabilities).map((value, index) => [idOf(row, value, index), objectOf(value)]),
  )
  const name = neededText({ ...row, keys: [...row.keys, 'package'], value: about }, 'name')
  return groupsOf(byId, groups).map((group) => {
    const all = group.ids.map((id) => byId.get(id)).filter((one) => one !== undefined)
    return advisoryFinding({
      ids: [group.ids[0], ...group.ids.slice(1), ...group.aliases, ...all.flatMap(({ aliases }) => textsOf(aliases))],
      package: name,
      version: textOf(about.version),
      place,
      ...fieldsOf(all, name),
      ratings: [...all.flatMap(vectorsOf), { score: numberOf(group.maxSeverity) }],
      suppressed: group.isCalled ? undefined : 'OSV-Scanner found no call of the vulnerable code',
    })
  })
}

const idOf = (row: ReportRow, value: unknown, index: number): string => {
  const keys = [...row.keys, 'vulnerabilities', index]
  if (!isObject(value)) throw rowFault({ ...row, keys }, 'an object is needed')
  return neededText({ ...row, keys, value }, 'id')
}

interface Group {
  ids: [string, ...string[]]
  aliases: string[]
  maxSeverity?: unknown
  isCalled: boolean
}

/** Those of the report; a vulnerability in none is a group of its own. */
const groupsOf = (byId: ReadonlyMap<string, JsonObject>, groups: unknown): Group[] => {
  const given = listOf(groups)
    .map(objectOf)
    .flatMap((group): Group[] => {
      const [first, ...others] = textsOf(group.ids)
      if (first === undefined) return []
      const isCalled = isCalledIn(group.experimental_analysis ?? group.experimentalAnalysis)
      return [{ ids: [first, ...others], aliases: textsOf(group.aliases), maxSeverity: group.max_severity, isCalled }]
    })
  const grouped = new Set(given.flatMap(({ ids }) => ids))
  const alone = [...byId.keys()].filter((id) => !grouped.has(id))
  return [...given, ...alone.map((id): Group => ({ ids: [id], aliases: [], isCalled: true }))]
}

const isCalledIn = (analysis: unknown): boolean => {
  const calls = Object.values(objectOf(analysis)).map((one) => objectOf(one).called)
  return calls.length === 0 || calls.some((called) => called !== false)
}

const fieldsOf = (all: readonly JsonObject[], name: string) => {
  const details = all.map(({ database_specific: given }) => objectOf(given))
  return {
    title: all.map(({ summary }) => textOf(summary)).find(Boolean),
    description: all.map(({ details: text }) => textOf(text)).find(Boolean),
    severity: details
      .map(({ severity }) => severityOfWord(severity))
      .sort((a, b) => (b ? severityRank(b) : -1) - (a ? severityRank(a) : -1))[0],
    cwe: details.flatMap(({ cwe_ids: ids }) => textsOf(ids))[0],
    references: all.flatMap(({ references }) => listOf(references).flatMap((one) => textsOf(objectOf(one).url))),
    fixed: [...new Set(all.flatMap((one) => fixedIn(one, name)))].slice(0, 10),
  }
}

const vectorsOf = ({ severity }: JsonObject) =>
  listOf(severity).map((rating) => ({ vector: textOf(objectOf(rating).score) }))

const fixedIn = ({ affected }: JsonObject, name: string): string[] =>
  listOf(affected)
    .map(objectOf)
    .filter((one) => objectOf(one.package).name === name)
    .flatMap(({ ranges }) => listOf(ranges).flatMap((range) => listOf(objectOf(range).events)))
    .flatMap((event) => textsOf(objectOf(event).fixed))
