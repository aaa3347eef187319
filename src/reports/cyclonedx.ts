import type { ReportFinding } from '../core/finding.ts'
import { severityRank } from '../core/severity.ts'
import type { Severity } from '../core/severity.ts'
import { advisoryFinding } from './advisories.ts'
import { xmlComponents, xmlVulnerabilities } from './cyclonedx-xml.ts'
import { listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, readObjects } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { severityOfScore, severityOfWord } from './severity.ts'
import { readHead } from './source.ts'
import { xmlRoot } from './xml.ts'

export const cyclonedx: ReportFormat = {
  format: 'cyclonedx',
  title: 'CycloneDX with vulnerabilities, JSON and XML',
  mediaTypes: ['application/vnd.cyclonedx+json', 'application/vnd.cyclonedx+xml'],
  detect: ({ names, root, text }) =>
    names.has('bomFormat') || (root === 'bom' && text.includes('cyclonedx.org/schema/bom')),
  read: (source) => inBatches(readVulnerabilities(source)),
}

interface Component {
  name: string
  version: string | undefined
}

/** Read twice: vulnerabilities name components by reference, and may stand before them. */
async function* readVulnerabilities(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isXml = xmlRoot(await readHead(source)) !== undefined
  const components = new Map<string, Component>()
  for await (const component of isXml ? xmlComponents(source) : jsonComponents(source)) note(components, component)
  const rows = isXml ? xmlVulnerabilities(source) : readObjects(source, ROWS, judge, isIn('vulnerabilities'))
  for await (const row of rows) yield* readVulnerability(row, components)
}

const ROWS = ['*', '*']

const isIn =
  (name: string) =>
  ([list]: ReportRow['keys']): boolean =>
    list === name

async function* jsonComponents(source: ReportSource): AsyncGenerator<JsonObject> {
  const isComponent = ([list, key]: ReportRow['keys']): boolean =>
    list === 'components' || (list === 'metadata' && key === 'component')
  for await (const row of readObjects(source, ROWS, undefined, isComponent)) yield row.value
}

const judge = (document: unknown): void => {
  const bom = objectOf(document)
  if (bom.bomFormat !== 'CycloneDX') throw new ReportError('CycloneDX is needed', { path: '/bomFormat' })
  for (const list of ['components', 'vulnerabilities']) {
    if (bom[list] != null && !Array.isArray(bom[list]))
      throw new ReportError('an array is needed', { path: `/${list}` })
  }
}

/** A component may hold further ones. */
const note = (components: Map<string, Component>, component: JsonObject): void => {
  const ref = textOf(component['bom-ref'])
  const name = textOf(component.name)
  const purl = textOf(component.purl)
  const known = purl === undefined ? undefined : componentOfPurl(purl)
  if (ref !== undefined && (known ?? name) !== undefined)
    components.set(ref, {
      name: known?.name ?? [textOf(component.group), name].filter(Boolean).join('/'),
      version: textOf(component.version) ?? known?.version,
    })
  for (const inner of listOf(component.components)) note(components, objectOf(inner))
}

/** `pkg:npm/%40scope/name@1.0.0` (package-url). Maven joins group and name with a colon. */
const componentOfPurl = (purl: string): Component | undefined => {
  const [, type, path, version] = /^pkg:([\w.+-]+)\/([^@?#]+)(?:@([^?#]+))?/.exec(purl.slice(0, 2000)) ?? []
  if (path === undefined) return undefined
  const name = decoded(path)
  return {
    // Distributions name themselves in front: `debian/openssl`.
    name:
      type === 'maven'
        ? name.replaceAll('/', ':')
        : /^(?:deb|apk|rpm)$/.test(String(type))
          ? name.replace(/^.*\//, '')
          : name,
    version: version && decoded(version),
  }
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const readVulnerability = (row: ReportRow, components: ReadonlyMap<string, Component>): ReportFinding[] => {
  const { value } = row
  const shared = {
    ...fieldsOf(value),
    ids: idsOf(row),
  }
  const refs = listOf(value.affects).map((one) => textOf(objectOf(one).ref))
  return (refs.length > 0 ? refs : [undefined]).map((ref) => {
    const component = ref === undefined ? undefined : componentOf(ref, components)
    return advisoryFinding({ ...shared, package: component?.name, version: component?.version })
  })
}

const idsOf = (row: ReportRow): [string, ...(string | undefined)[]] => [
  neededText(row, 'id', 'bom-ref'),
  ...listOf(row.value.references).map((reference) => textOf(objectOf(reference).id)),
]

/** A reference into another document ends with the component's own one: `urn:cdx:…/1#pkg:npm/x@1`. */
const componentOf = (ref: string, components: ReadonlyMap<string, Component>): Component => {
  const own = ref.replace(/^urn:cdx:[^#]*#/, '')
  return (
    components.get(ref) ?? components.get(own) ?? componentOfPurl(decoded(own)) ?? { name: own, version: undefined }
  )
}

const fieldsOf = (value: JsonObject) => {
  const ratings = listOf(value.ratings).map(objectOf)
  const advisories = listOf(value.advisories).map(objectOf)
  return {
    title: advisories.map(({ title }) => textOf(title)).find(Boolean),
    description: textOf(value.description) ?? textOf(value.detail),
    severity: highest(ratings),
    ratings: ratings.filter(isCvss).map(({ vector, score }) => ({ vector: textOf(vector), score: numberOf(score) })),
    cwe: listOf(value.cwes).map(String)[0],
    references: [
      ...textsOf(objectOf(value.source).url),
      ...advisories.flatMap(({ url }) => textsOf(url)),
      ...listOf(value.references).flatMap((one) => textsOf(objectOf(objectOf(one).source).url)),
    ],
    remediation: textOf(value.recommendation) ?? textOf(value.workaround),
    suppressed: suppressionOf(objectOf(value.analysis)),
  }
}

const isCvss = ({ method, vector }: JsonObject): boolean => /^CVSS/i.test(textOf(method) ?? textOf(vector) ?? '')

const highest = (ratings: readonly JsonObject[]): Severity | undefined =>
  ratings
    .map(
      (rating) =>
        severityOfWord(rating.severity) ?? (isCvss(rating) ? severityOfScore(numberOf(rating.score)) : undefined),
    )
    .filter((severity) => severity !== undefined)
    .sort((a, b) => severityRank(b) - severityRank(a))[0]

const SETTLED = new Set(['not_affected', 'false_positive', 'resolved', 'resolved_with_pedigree'])

const suppressionOf = ({ state, detail, justification }: JsonObject): string | undefined =>
  typeof state === 'string' && SETTLED.has(state)
    ? (textOf(detail) ?? [state, textOf(justification)].filter(Boolean).join(': ').replaceAll('_', ' '))
    : undefined
