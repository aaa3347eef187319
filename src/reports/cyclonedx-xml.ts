import type { JsonObject } from './json-value.ts'
import type { ReportSource } from './report.ts'
import type { ReportRow } from './rows.ts'
import { childOf, childrenOf, childText, leafTexts, readXmlRows } from './xml.ts'
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
  'bom-ref': refOf(element),
  components: innerComponents(element).map(componentOf),
})

const innerComponents = (element: XmlElement): XmlElement[] => childrenOf(childOf(element, 'components'), 'component')

/** Not all have a reference of their own. */
const refOf = (component: XmlElement): string =>
  component.attributes['bom-ref'] ??
  [childText(component, 'name'), childText(component, 'version')].filter(Boolean).join('@')

/** The vulnerabilities, likewise: those of the document, and those that an extension put into components before 1.4. */
export async function* xmlVulnerabilities(source: ReportSource): AsyncGenerator<ReportRow> {
  for await (const { element, line, path } of readXmlRows(source, ['bom', 'vulnerabilities', 'vulnerability']))
    yield { keys: [path.slice(1)], line, value: vulnerabilityOf(element) }
  for await (const { element, line, path } of readXmlRows(source, ['bom', 'components', 'component']))
    for (const value of vulnerabilitiesIn(element)) yield { keys: [path.slice(1)], line, value }
}

const vulnerabilitiesIn = (component: XmlElement): JsonObject[] => [
  ...childrenOf(childOf(component, 'vulnerabilities'), 'vulnerability').map((element) => ({
    ...vulnerabilityOf(element),
    affects: [{ ref: refOf(component) }],
  })),
  ...innerComponents(component).flatMap(vulnerabilitiesIn),
]

const vulnerabilityOf = (element: XmlElement): JsonObject => {
  const list = (name: string, item: string): JsonObject[] =>
    childrenOf(childOf(element, name), item).map((one) => ({ ...leafTexts(one), source: leavesOf(one, 'source') }))
  return {
    ...leafTexts(element),
    'bom-ref': element.attributes['bom-ref'],
    source: leavesOf(element, 'source'),
    references: list('references', 'reference'),
    ratings: childrenOf(childOf(element, 'ratings'), 'rating').map(ratingOf),
    cwes: childrenOf(childOf(element, 'cwes'), 'cwe').map(({ text }) => text.trim()),
    advisories: childrenOf(childOf(element, 'advisories'), 'advisory').map(advisoryOf),
    analysis: leavesOf(element, 'analysis'),
    affects: list('affects', 'target'),
  }
}

/** The extension has the score one level deeper. */
const ratingOf = (element: XmlElement): JsonObject => ({
  score: childText(childOf(element, 'score'), 'base'),
  ...leafTexts(element),
})

/** And an advisory's address as its text. */
const advisoryOf = (element: XmlElement): JsonObject => ({ url: element.text.trim(), ...leafTexts(element) })

const leavesOf = (element: XmlElement, name: string): JsonObject => {
  const child = childOf(element, name)
  return child ? leafTexts(child) : {}
}
