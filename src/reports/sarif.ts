import type { ReportFinding } from '../core/finding.ts'
import { deriveFingerprint } from '../core/fingerprint.ts'
import type { Severity } from '../core/severity.ts'
import { readJsonRest, readJsonRows } from './json.ts'
import { isObject, listOf, objectOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { inBatches, pointerOf, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { messageText } from './sarif-message.ts'
import { sarifPlaces } from './sarif-place.ts'
import type { SarifPlace } from './sarif-place.ts'
import { ratingOf, ruleIdOf, sarifRules, taxaOf, vectorOf } from './sarif-rule.ts'
import type { Rating, SarifRules } from './sarif-rule.ts'
import { severityOfWord } from './severity.ts'
import { cweOf } from './taxonomy.ts'
import { tidyFinding } from './tidy-finding.ts'
import { firstSentence, paragraphs } from './words.ts'

const ROWS = ['runs', '*', 'results', '*']

/** Results of these kinds say that nothing is wrong (§3.27.9). `review` and `open` stay: a person has to look. */
const HARMLESS_KINDS = new Set(['pass', 'notApplicable', 'informational'])

export const sarif: ReportFormat = {
  format: 'sarif',
  title: 'SARIF 2.1.0',
  mediaTypes: ['application/sarif+json'],
  detect: ({ names, text }) =>
    names.has('runs') || (names.has('$schema') && /"\$schema"\s*:\s*"[^"]*sarif/i.test(text)),
  read: (source) => inBatches(readResults(source)),
}

interface Run {
  /** What it finds is secrets: its snippets are them, and it gives no level. */
  findsSecrets: boolean
  rules: SarifRules
  placeOf: (result: JsonObject) => SarifPlace
  globalMessages: unknown
}

/** Read twice: a run's rules and artifacts can stand behind the results that name them. */
async function* readResults(source: ReportSource): AsyncGenerator<ReportFinding> {
  const runs = runsOf(await readJsonRest(source, ROWS)).map(describeRun)
  for await (const { keys, value } of readJsonRows(source, ROWS)) {
    const run = runs[Number(keys[1])]
    if (!run || !isObject(value)) throw new ReportError('a result is an object', { path: pointerOf(keys) })
    const isOver = value.baselineState === 'absent' || HARMLESS_KINDS.has(String(value.kind))
    if (!isOver) yield readResult(value, run)
  }
}

const runsOf = (log: unknown): JsonObject[] => {
  const { version, runs } = objectOf(log)
  if (!Array.isArray(runs)) throw new ReportError('SARIF has an array of runs', { path: '/runs' })
  if (typeof version === 'string' && !version.startsWith('2.1.')) {
    throw new ReportError('only SARIF 2.1.0 can be read: convert older files', { path: '/version' })
  }
  return runs.map((run, index) => {
    if (isObject(run) && (run.results == null || Array.isArray(run.results))) return run
    const path = isObject(run) ? `/runs/${index}/results` : `/runs/${index}`
    throw new ReportError('SARIF has an object here for a run, and in it an array of results', { path })
  })
}

const describeRun = (run: JsonObject): Run => ({
  findsSecrets: /^gitleaks$/i.test(textOf(objectOf(objectOf(run.tool).driver).name) ?? ''),
  rules: sarifRules(run),
  placeOf: sarifPlaces(run),
  globalMessages: objectOf(objectOf(run.tool).driver).globalMessageStrings,
})

const readResult = (result: JsonObject, run: Run): ReportFinding => {
  const rule = run.rules.of(result)
  const ruleId = ruleIdOf(result) ?? rule?.id
  const place = run.placeOf(result)
  const message = messageText(result.message, [rule?.messageStrings, run.globalMessages])
  const rating = ratingOf(objectOf(result.properties)) ?? rule?.rated
  const title = rule?.title ?? firstSentence(message) ?? ruleId
  return tidyFinding({
    title,
    severity: severityOf(
      result,
      rating,
      rule?.level ?? (run.findsSecrets ? 'error' : undefined),
      run.rules.levelOverride(ruleId),
    ),
    category: rule?.category,
    owasp_category: rule?.owasp,
    cwe_id: cweOf(taxaOf(result.taxa)) ?? rule?.cwe,
    cvss_score: rating?.score,
    cvss_vector: vectorOf(objectOf(result.properties)) ?? rule?.vector,
    endpoint: place.endpoint,
    parameter: place.subject,
    description: paragraphs([message, rule?.description]),
    remediation: paragraphs([rule?.remediation, ...fixesOf(result)]),
    references: rule?.references ?? [],
    evidence: paragraphs([
      run.findsSecrets ? undefined : place.snippet,
      place.also.length > 0 ? `Also at ${place.also.join(', ')}` : undefined,
    ]),
    fingerprint: fingerprintOf(result, ruleId, place, message ?? title ?? ''),
    rule_id: ruleId,
    path: place.path,
    start_line: place.start_line,
    suppressed: suppressionOf(result),
  })
}

/** `security-severity` before the level of the result, of an override, of the rule; "warning" is SARIF's own default. */
const severityOf = (
  result: JsonObject,
  rating: Rating | undefined,
  ruleLevel: string | undefined,
  override: string | undefined,
): Severity => {
  if (rating) return rating.severity
  const isFailure = result.kind === undefined || result.kind === 'fail'
  return severityOfWord(textOf(result.level) ?? (isFailure ? (override ?? ruleLevel ?? 'warning') : 'none')) ?? 'medium'
}

const fixesOf = (result: JsonObject): (string | undefined)[] =>
  listOf(result.fixes)
    .slice(0, 10)
    .map((fix) => messageText(objectOf(fix).description))

/** Suppressed unless one of the suppressions is rejected or still under review (§3.27.23). */
const suppressionOf = (result: JsonObject): string | undefined => {
  const suppressions = listOf(result.suppressions).map(objectOf)
  if (suppressions.length === 0) return undefined
  if (suppressions.some(({ status }) => status === 'rejected' || status === 'underReview')) return undefined
  const words = suppressions.map(({ justification }) => textOf(justification)).find(Boolean)
  return words ?? (suppressions[0]?.kind === 'inSource' ? 'Suppressed in the source code' : 'Suppressed in the scanner')
}

/**
 * Rule, place and subject: the same rule in the same file is one finding, however its lines move. The scanner's
 * fingerprints tell lines apart, so they only serve a result that lacks a rule or a place, and after them its message.
 */
const fingerprintOf = (
  result: JsonObject,
  ruleId: string | undefined,
  { path, endpoint, subject }: SarifPlace,
  message: string,
): string => {
  const isPlaced = ruleId !== undefined && (path !== undefined || endpoint !== undefined)
  return deriveFingerprint({
    rule_id: ruleId,
    endpoint,
    parameter: subject,
    location: path === undefined ? null : { path },
    title: isPlaced ? '' : (scannerFingerprint(result) ?? message),
  })
}

const scannerFingerprint = (result: JsonObject): string | undefined => {
  const partial = objectOf(result.partialFingerprints)
  const all = [
    ...Object.entries(objectOf(result.fingerprints)).sort(),
    ['primaryLocationLineHash', partial.primaryLocationLineHash],
    ...Object.entries(partial).sort(),
  ]
  // Semgrep without an account writes "requires login" for each result.
  const usable = all.find(
    ([name, value]) => typeof value === 'string' && /^\S{8,}$/.test(value) && !/column/i.test(String(name)),
  )
  return usable?.join(':')
}
