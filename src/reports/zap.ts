import type { ReportFinding } from '../core/finding.ts'
import type { Severity } from '../core/severity.ts'
import { readJsonRest } from './json.ts'
import { isObject, listOf, numberOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { addressesIn, plainText } from './markup.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { neededText, readObjects, rowFault } from './rows.ts'
import type { ReportRow } from './rows.ts'
import { readHead } from './source.ts'
import { placedFinding } from './tidy-finding.ts'
import { paragraphs } from './words.ts'
import { childOf, childrenOf, leafTexts, readXmlRows, xmlRoot } from './xml.ts'
import type { XmlElement } from './xml.ts'

const ALERTS = ['site', '*', 'alerts', '*']
const ROOT = 'OWASPZAPReport'

export const zap: ReportFormat = {
  format: 'zap',
  title: 'OWASP ZAP JSON and XML',
  mediaTypes: ['application/json', 'application/xml'],
  detect: ({ names, root }) =>
    root === ROOT ||
    (names.has('site') &&
      (names.has('@version') || names.has('@generated') || names.has('site[].@name') || names.has('site[].alerts'))),
  read: (source) => inBatches(readAlerts(source)),
}

async function* readAlerts(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isXml = xmlRoot(await readHead(source)) !== undefined
  const alerts = isXml ? xmlAlerts(source) : jsonAlerts(source)
  for await (const { row, site } of alerts) yield* readAlert(row, site)
}

/** An alert, and the address of the site on which it is. */
interface Alert {
  row: ReportRow
  site: string | undefined
}

/** Read twice: a site's name may stand behind its alerts. */
async function* jsonAlerts(source: ReportSource): AsyncGenerator<Alert> {
  const { site: sites } = objectOf(await readJsonRest(source, ALERTS))
  if (!Array.isArray(sites)) throw new ReportError('an array is needed', { path: '/site' })
  const names = sites.map((site, index) => {
    if (isObject(site) && (site.alerts == null || Array.isArray(site.alerts))) return textOf(site['@name'])
    throw new ReportError('an object with an array of alerts is needed', { path: `/site/${index}` })
  })
  for await (const row of readObjects(source, ALERTS)) yield { row, site: names[Number(row.keys[1])] }
}

async function* xmlAlerts(source: ReportSource): AsyncGenerator<Alert> {
  for await (const { element, line, path, around } of readXmlRows(source, [ROOT, 'site', 'alerts', 'alertitem'])) {
    const row = { keys: [path.slice(1)], line, value: alertOfXml(element) }
    yield { row, site: around[1]?.attributes.name }
  }
}

/** The same shape as in JSON. Before version 2.4 there were no `instances`, and the place stood in the alert itself. */
const alertOfXml = (element: XmlElement): JsonObject => {
  const instances = childrenOf(childOf(element, 'instances'), 'instance').map(leafTexts)
  return { ...leafTexts(element), instances: instances.length > 0 ? instances : [leafTexts(element)] }
}

/** One finding an instance: the same alert at another address or parameter is another one. */
const readAlert = (row: ReportRow, site: string | undefined): ReportFinding[] => {
  if (row.value.instances != null && !Array.isArray(row.value.instances))
    throw rowFault(row, 'an array is needed', 'instances')
  const instances = listOf(row.value.instances)
  const shared = alertFields(row)
  return (instances.length > 0 ? instances : [{}]).map(objectOf).map((instance) =>
    placedFinding({
      ...shared,
      endpoint: textOf(instance.uri) ?? site,
      parameter: textOf(instance.param),
      evidence: paragraphs([
        textOf(instance.method) && `Method: ${String(instance.method)}`,
        textOf(instance.attack) && `Attack: ${String(instance.attack)}`,
        textOf(instance.evidence) && `Evidence: ${String(instance.evidence)}`,
        plainText(textOf(instance.otherinfo)),
      ]),
    }),
  )
}

const alertFields = (row: ReportRow) => {
  const { value } = row
  return {
    rule_id: textOf(value.alertRef) ?? neededText(row, 'pluginid'),
    title: plainText(textOf(value.alert) ?? textOf(value.name)),
    severity: riskOf(value),
    // -1 where an alert has none.
    cwe_id: textOf(value.cweid)?.replace(/^-.*/, ''),
    description: paragraphs([plainText(textOf(value.desc)), plainText(textOf(value.otherinfo))]),
    remediation: plainText(textOf(value.solution)),
    references: addressesIn(textOf(value.reference)),
    suppressed: numberOf(value.confidence) === 0 ? 'Marked as a false positive in ZAP' : undefined,
  }
}

const RISKS: readonly Severity[] = ['info', 'low', 'medium', 'high']

const riskOf = (value: JsonObject): Severity => RISKS[numberOf(value.riskcode) ?? -1] ?? 'medium'
