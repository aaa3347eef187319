import type { ReportFinding } from '../core/finding.ts'
import { deriveFingerprint } from '../core/fingerprint.ts'
import { addressesIn, plainText } from './markup.ts'
import { inBatches, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { severityOf } from './severity.ts'
import { cweOf } from './taxonomy.ts'
import { tidyFinding } from './tidy-finding.ts'
import { paragraphs } from './words.ts'
import { childText, readXmlRows } from './xml.ts'
import type { XmlRow } from './xml.ts'

export const burp: ReportFormat = {
  format: 'burp',
  title: 'Burp Suite XML',
  mediaTypes: ['application/xml'],
  detect: ({ root, text }) =>
    root === 'issues' && (/\bburpVersion\b/.test(text) || /<(?:serialNumber|issue)>/.test(text)),
  read: (source) => inBatches(readIssues(source)),
}

async function* readIssues(source: ReportSource): AsyncGenerator<ReportFinding> {
  for await (const row of readXmlRows(source, ['issues', 'issue'])) yield readIssue(row)
}

/** All issues that extensions make share one type. */
const EXTENSION_TYPE = '134217728'
const FALSE_POSITIVE = 'false positive'

/** One finding an endpoint. Requests and responses are left out: they hold cookies and tokens. */
const readIssue = (row: XmlRow): ReportFinding => {
  const of = (name: string): string | undefined => childText(row.element, name)
  const name = of('name')
  const type = of('type')
  const rule = type === undefined || type === EXTENSION_TYPE ? name : type
  if (rule === undefined) throw new ReportError('a name is needed', { line: row.line, path: row.path })
  const path = of('path') ?? ''
  const endpoint = `${of('host') ?? ''}${path}`
  const isFalse = of('severity')?.toLowerCase() === FALSE_POSITIVE
  return tidyFinding({
    rule_id: rule,
    title: plainText(name),
    severity: isFalse ? 'medium' : severityOf(of('severity')),
    cwe_id: cweOf([plainText(of('vulnerabilityClassifications')) ?? '']),
    endpoint,
    parameter: parameterOf(of('location')),
    description: paragraphs([plainText(of('issueDetail')), plainText(of('issueBackground'))]),
    remediation: paragraphs([plainText(of('remediationDetail')), plainText(of('remediationBackground'))]),
    references: addressesIn(of('references')),
    evidence: of('location') === path ? undefined : of('location'),
    suppressed: isFalse ? 'Marked as a false positive in Burp' : undefined,
    fingerprint: deriveFingerprint({ rule_id: rule, endpoint, title: '' }),
  })
}

/** `/search [q parameter]` */
const parameterOf = (location: string | undefined): string | undefined =>
  /\[([^[\]]{1,200}?) (?:parameter|cookie|HTTP header)\]/.exec(location?.slice(0, 4000) ?? '')?.[1]
