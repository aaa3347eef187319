import { adfFaults, liveAdf } from './jira-adf.ts'
import { faultsOf, reportCharacters, reportLength, shown, type Checker, type Report } from './checker.ts'
import { bodyOf, isObject, objectAt, stringsIn, textAt, type Json } from './json.ts'
import { liveWiki } from './jira-wiki.ts'

const MAX_SUMMARY = 255
/** Of 32,767: how a document's nodes count is not published. */
const MAX_BODY = 28_000

const reportFields = (report: Report, fields: Json): void => {
  const summary = textAt(fields, 'summary') ?? ''
  reportLength(report, 'the summary', summary, MAX_SUMMARY)
  if (/[\r\n]/.test(summary)) report('the summary has two lines')
  for (const label of stringsIn(fields.labels)) {
    reportLength(report, 'a label', label, 255)
    if (/\s/.test(label)) report(`a label has a space: ${shown(label)}`)
  }
}

const reportProperties = (report: Report, body: Json): void => {
  for (const property of Array.isArray(body.properties) ? body.properties : []) {
    if (!isObject(property)) {
      report('a property is malformed')
      return
    }
    reportLength(report, 'a property’s key', textAt(property, 'key') ?? '', 255)
    if (Buffer.byteLength(JSON.stringify(property.value)) > 32_768) report('a property has more than 32 KB')
  }
}

/** The description, or the comment. */
const documentOf = (body: Json): unknown => objectAt(body, 'fields')?.description ?? body.body

const limitsWith =
  (reportDocument: (report: Report, document: unknown) => void): Checker['limits'] =>
  (request) =>
    faultsOf((report) => {
      const body = bodyOf(request)
      const fields = objectAt(body, 'fields')
      if (fields) reportFields(report, fields)
      reportProperties(report, body)
      reportDocument(report, documentOf(body))
      reportCharacters(report, stringsIn(body))
    })

/** A summary is no markup, but addresses in it are linked. */
const liveSummary = (body: Json): string[] => {
  const summary = textAt(objectAt(body, 'fields'), 'summary') ?? ''
  return /\b[a-z][a-z+.-]*:\/\/|\bmailto:\w|www\.\w/i.test(summary)
    ? [`an address is linked in the summary ${shown(summary)}`]
    : []
}

export const jiraCloudChecker: Checker = {
  validator: 'Cloud: Atlassian’s document schema (`@atlaskit/adf-schema`), run by `ajv`; lengths and schemes of links',
  limits: limitsWith((report, document) => {
    for (const fault of adfFaults(document)) report(fault)
    reportLength(report, 'the document', JSON.stringify(document), MAX_BODY)
  }),
  live: (request) => [...liveSummary(bodyOf(request)), ...liveAdf(documentOf(bodyOf(request)))],
}

export const jiraDataCenterChecker: Checker = {
  validator: 'Data Center: lengths; a tokenizer of wiki markup for what is live',
  limits: limitsWith((report, document) => {
    if (typeof document !== 'string') {
      report('wiki markup is a text')
      return
    }
    reportLength(report, 'the markup', document, MAX_BODY)
  }),
  live: (request) => {
    const body = bodyOf(request)
    return [...liveSummary(body), ...liveWiki(String(documentOf(body)))]
  },
}
