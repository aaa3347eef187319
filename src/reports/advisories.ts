import type { ReportFinding } from '../core/finding.ts'
import { deriveFingerprint } from '../core/fingerprint.ts'
import { cvssOf } from './cvss.ts'
import type { Cvss } from './cvss.ts'
import { severityOf } from './severity.ts'
import { tidyFinding } from './tidy-finding.ts'
import { firstSentence, paragraphs } from './words.ts'

/** What a scanner of dependencies says of one advisory in one package. */
export interface Advisory {
  /** The scanner's own id first, then its aliases. */
  ids: readonly [string, ...(string | undefined)[]]
  package: string | undefined
  version?: string | undefined
  /** The lock file, image or folder in which the package is. */
  place?: string | undefined
  /** The machine or service on which it is, where a report tells of several: another one is another finding. */
  asset?: string | undefined
  title?: string | undefined
  description?: string | undefined
  /** The scanner's own word for how bad it is. */
  severity?: unknown
  ratings?: readonly Rating[]
  cwe?: string | undefined
  references?: readonly string[]
  fixed?: readonly string[] | undefined
  remediation?: string | undefined
  evidence?: string | undefined
  suppressed?: string | undefined
}

/** One rating, as far as it is given. */
export interface Rating {
  vector?: string | undefined
  score?: number | undefined
}

/**
 * One finding a package and advisory, whatever the version, the file and the name under which the advisory goes: an update
 * that still has the flaw is no new finding.
 */
export const advisoryFinding = (advisory: Advisory): ReportFinding => {
  const [own, ...aliases] = advisory.ids
  const known = aliases.filter((id) => id !== undefined && id !== own)
  const id = leadingId(advisory.ids)
  const cvss = bestRating(advisory.ratings ?? [])
  const installed = [advisory.package, advisory.version].filter(Boolean).join(' ')
  return tidyFinding({
    title: firstSentence(advisory.title) ?? (installed === '' ? id : `${id} in ${installed}`),
    severity: severityOf(advisory.severity, cvss?.score),
    category: 'Vulnerable dependency',
    cwe_id: advisory.cwe,
    cvss_score: cvss?.score,
    cvss_vector: cvss?.vector,
    endpoint: advisory.asset,
    parameter: advisory.package,
    description: paragraphs([
      advisory.description,
      known.length > 0 ? `Also known as ${[own, ...known].filter((one) => one !== id).join(', ')}` : undefined,
    ]),
    remediation: paragraphs([advisory.remediation, fixOf(advisory)]),
    references: advisory.references ?? [],
    evidence: paragraphs([
      installed === '' ? undefined : [installed, advisory.place].filter(Boolean).join(' in '),
      advisory.evidence,
    ]),
    rule_id: id,
    path: advisory.place,
    suppressed: advisory.suppressed,
    fingerprint: deriveFingerprint({
      rule_id: id,
      endpoint: advisory.asset,
      parameter: advisory.package ?? advisory.place,
      title: '',
    }),
  })
}

/** The id by which every database knows it: CVE before GHSA before a vendor's own. */
export const leadingId = (ids: Advisory['ids']): string => {
  const given = ids.filter((id) => id !== undefined).map((id) => id.trim().replace(/^cve-/i, 'CVE-'))
  const first = (pattern: RegExp): string | undefined => given.filter((id) => pattern.test(id)).sort()[0]
  return (first(/^CVE-/) ?? first(/^GHSA-/i) ?? ids[0]).trim()
}

/** The vector of the newest CVSS version, else a bare score. */
const bestRating = (ratings: readonly Rating[]): Partial<Cvss> | undefined => {
  const scored = ratings.flatMap(({ vector, score }) => {
    const cvss = cvssOf(vector)
    return cvss ? [{ vector: cvss.vector, score: score ?? cvss.score }] : []
  })
  const [newest] = scored.sort((a, b) => versionOf(b.vector) - versionOf(a.vector))
  const score = ratings.find((rating) => rating.score !== undefined)?.score
  return newest ?? (score === undefined ? undefined : { score })
}

const versionOf = (vector: string): number => Number(/^CVSS:([\d.]+)/.exec(vector)?.[1] ?? 2)

const fixOf = ({ package: name, fixed, remediation }: Advisory): string | undefined => {
  const versions = fixed?.map((version) => version.trim()).filter((version) => version !== '')
  if (versions?.length) return `Update ${name ?? 'the package'} to ${versions.join(' or ')}.`
  return fixed && remediation === undefined ? 'No fixed version is known.' : undefined
}
