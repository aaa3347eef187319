import type { ReportFinding } from '../core/finding.ts'
import { deriveFingerprint } from '../core/fingerprint.ts'
import type { Severity } from '../core/severity.ts'
import { cvssOf } from './cvss.ts'
import { severityOfScore } from './severity.ts'

/** What a format reads out of one row, unchecked. */
export interface RawFinding {
  title: string | undefined
  severity: Severity
  category?: string | undefined
  owasp_category?: string | undefined
  /** `CWE-89`, `cwe-089`, `89`, or the address of its page at MITRE */
  cwe_id?: string | undefined
  cvss_score?: number | undefined
  cvss_vector?: string | undefined
  endpoint?: string | undefined
  parameter?: string | undefined
  description?: string | undefined
  remediation?: string | undefined
  references?: readonly string[]
  evidence?: string | undefined
  fingerprint?: string | undefined
  rule_id?: string | undefined
  path?: string | undefined
  start_line?: number | undefined
  suppressed?: string | undefined
}

/** Makes a row fit `findingInput`: over-long texts are cut, what cannot be right is left out, nothing is refused. */
export const tidyFinding = (raw: RawFinding): ReportFinding => {
  const path = tidyText(raw.path, 2048)
  const cvss = cvssOf(raw.cvss_vector)
  return {
    title: tidyLine(raw.title, 1000) ?? tidyLine(raw.rule_id, 1000) ?? 'Untitled finding',
    severity: raw.severity,
    ...given({
      category: tidyLine(raw.category, 200),
      owasp_category: tidyLine(raw.owasp_category, 200),
      cwe_id: tidyCwe(raw.cwe_id),
      cvss_score: (severityOfScore(raw.cvss_score) && raw.cvss_score) ?? cvss?.score,
      cvss_vector: cvss?.vector,
      endpoint: tidyText(raw.endpoint, 2048),
      parameter: tidyLine(raw.parameter, 200),
      description: tidyText(raw.description, 100_000),
      remediation: tidyText(raw.remediation, 100_000),
      evidence: tidyText(raw.evidence, 100_000),
      fingerprint: tidyText(raw.fingerprint, 512),
      rule_id: tidyLine(raw.rule_id, 512),
      suppressed: raw.suppressed === undefined ? undefined : (tidyText(raw.suppressed, 2000) ?? 'Suppressed'),
    }),
    ...(raw.references ? { references: tidyReferences(raw.references) } : {}),
    ...(path ? { location: { path, ...given({ start_line: tidyLineNumber(raw.start_line) }) } } : {}),
  }
}

/**
 * A row whose identity is its rule at its place: path or endpoint, and parameter, whatever the wording. Of a row without
 * a rule the title is part of it.
 */
export const placedFinding = (raw: RawFinding): ReportFinding =>
  tidyFinding({ ...raw, fingerprint: placeFingerprint(raw) })

export const placeFingerprint = ({ rule_id, endpoint, parameter, path, title }: RawFinding): string =>
  deriveFingerprint({
    rule_id,
    endpoint,
    parameter,
    location: path === undefined ? null : { path },
    title: rule_id === undefined ? (title ?? '') : '',
  })

/** Without what is undefined. */
const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } => {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}

/** PostgreSQL stores no NUL, JSON no lone surrogate. undefined when nothing is left. */
export const tidyText = (text: string | undefined, max: number): string | undefined => {
  if (text === undefined) return undefined
  const clean = cutText(text, max).replaceAll('\0', '').toWellFormed().trimEnd()
  return clean.trim() === '' ? undefined : clean
}

/** Text on one line. */
export const tidyLine = (text: string | undefined, max: number): string | undefined =>
  // Cut before the blanks are joined: a text of megabytes costs no more than a short one.
  tidyText(
    text &&
      cutText(text.trimStart(), max * 4)
        .replace(/[\s\0]+/g, ' ')
        .trim(),
    max,
  )

/** Ends with an ellipsis when cut, and never within a surrogate pair. */
export const cutText = (text: string, max: number): string => {
  if (text.length <= max) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 2)) ? max - 2 : max - 1
  return `${text.slice(0, end)}…`
}

export const tidyCwe = (text: string | undefined): string | undefined => {
  const digits = /^(?:cwe[-_ ]?|https?:\/\/cwe\.mitre\.org\/data\/definitions\/)?0*([1-9]\d{0,5})(?:\.html)?$/i.exec(
    text?.trim() ?? '',
  )?.[1]
  return digits ? `CWE-${digits}` : undefined
}

export const tidyReferences = (urls: readonly string[]): string[] =>
  [...new Set(urls.map((url) => url.trim()))].filter(isHttpUrl).slice(0, 100)

const isHttpUrl = (url: string): boolean =>
  url.length <= 2048 && /^https?:\/\//i.test(url) && url.isWellFormed() && !url.includes('\0') && URL.canParse(url)

const tidyLineNumber = (line: number | undefined): number | undefined =>
  line !== undefined && Number.isInteger(line) && line >= 1 && line <= 2_147_483_647 ? line : undefined
