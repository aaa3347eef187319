import type { ReportFinding } from '../core/finding.ts'
import { advisoryFinding } from './advisories.ts'
import type { Rating } from './advisories.ts'
import { isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, needsLists, readObjects, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'

export const grype: ReportFormat = {
  format: 'grype',
  title: 'Grype JSON',
  mediaTypes: ['application/json'],
  detect: ({ names }) =>
    names.has('matches[].vulnerability') || (names.has('matches') && (names.has('descriptor') || names.has('distro'))),
  read: (source) => inBatches(readMatches(source)),
}

async function* readMatches(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isMatch = ([list]: ReportRow['keys']): boolean => list === 'matches' || list === 'ignoredMatches'
  for await (const row of readObjects(source, ['*', '*'], needsLists('matches'), isMatch)) {
    yield readMatch(row, row.keys[0] === 'matches' ? undefined : ignoredWhy(row.value))
  }
}

const readMatch = (row: ReportRow, suppressed?: string): ReportFinding => {
  const { vulnerability, artifact, relatedVulnerabilities } = row.value
  if (!isObject(vulnerability)) throw rowFault(row, 'an object is needed', 'vulnerability')
  if (!isObject(artifact)) throw rowFault(row, 'an object is needed', 'artifact')
  const related = listOf(relatedVulnerabilities).map(objectOf)
  const all = [vulnerability, ...related]
  return advisoryFinding({
    ids: [
      neededText({ ...row, keys: [...row.keys, 'vulnerability'], value: vulnerability }, 'id'),
      ...related.map(({ id }) => textOf(id)),
    ],
    package: neededText({ ...row, keys: [...row.keys, 'artifact'], value: artifact }, 'name'),
    version: textOf(artifact.version),
    place: listOf(artifact.locations)
      .map((location) => textOf(objectOf(location).path))
      .find(Boolean),
    description: all.map(({ description }) => textOf(description)).find(Boolean),
    severity: vulnerability.severity,
    ratings: all.flatMap(ratingsOf),
    cwe: all.flatMap(({ cwes }) => listOf(cwes).map(cweOf)).find(Boolean),
    references: all.flatMap(({ dataSource, urls, links }) => [dataSource, urls, links].flatMap(textsOf)),
    fixed: textsOf(objectOf(vulnerability.fix).versions),
    suppressed,
  })
}

const cweOf = (cwe: unknown): string | undefined => textOf(cwe) ?? textOf(objectOf(cwe).cwe)

/** Until version 0.8 each had its own name, and no metrics around the score. */
const ratingsOf = ({ cvss, cvssV3, cvssV2 }: JsonObject): Rating[] =>
  [...listOf(cvss), cvssV3, cvssV2].filter(isObject).map(({ vector, metrics, baseScore }) => ({
    vector: textOf(vector),
    score: numberOf(objectOf(metrics).baseScore ?? baseScore),
  }))

/** The reason of the first rule that gives one; a rule out of a VEX document has a status. */
const ignoredWhy = ({ appliedIgnoreRules }: JsonObject): string => {
  const rules = listOf(appliedIgnoreRules).map(objectOf)
  const words = rules.flatMap((rule) => [
    textOf(rule.reason),
    textOf(rule['vex-justification']),
    textOf(rule['vex-status']),
  ])
  return words.find(Boolean) ?? 'Ignored in Grype'
}
