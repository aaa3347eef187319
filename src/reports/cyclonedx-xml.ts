import type { JsonObject } from './json-value.ts'
import type { ReportSource } from './report.ts'
import type { ReportRow } from './rows.ts'
import { childOf, childrenOf, leafTexts, readXmlRows } from './xml.ts'
import type { XmlElement } from './xml.ts'

/** The components of a CycloneDX document in XML, in the shape that they have in JSON. */
export async function* xmlComponents(source: ReportSource): AsyncGenerator<JsonObject> {
  for (const path of [
    ['bom', 'components', 'component'],
    ['bom', 'metadata', 'component'],
  ])
    for await (const { element } of readXmlRows(source, path)) yield componentOf(element)
}

const componentOf = (element: XmlElement): JsonObject => ({
  ...leafTexts(element),
  'bom-ref': element.attributes['bom-ref'],
  components: childrenOf(childOf(element, 'components'), 'component').map(componentOf),
})

/** The vulnerabilities, likewise. */
export async function* xmlVulnerabilities(source: ReportSource): AsyncGenerator<ReportRow> {
  for await (const { element, line, path } of readXmlRows(source, ['bom', 'vulnerabilities', 'vulnerability']))
    yield { keys: [path.slice(1)], line, value: vulnerabilityOf(element) }
}

const vulnerabilityOf = (element: XmlElement): JsonObject => {
  const list = (name: string, item: string): JsonObject[] =>
    childrenOf(childOf(element, name), item).map((one) => ({ ...leafTexts(one), source: leavesOf(one, 'source') }))
  return {
    ...leafTexts(element),
    'bom-ref': element.attributes['bom-ref'],
    source: leavesOf(element, 'source'),
    references: list('references', 'reference'),
    ratings: list('ratings', 'rating'),
    cwes: childrenOf(childOf(element, 'cwes'), 'cwe').map(({ text }) => text.trim()),
    advisories: list('advisories', 'advisory'),
    analysis: leavesOf(element, 'analysis'),
    affects: list('affects', 'target'),
  }
}

const leavesOf = (element: XmlElement, name: string): JsonObject => {
  const child = childOf(element, name)
  return child ? leafTexts(child) : {}
}
