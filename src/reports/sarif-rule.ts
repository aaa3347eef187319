import type { Severity } from '../core/severity.ts'
import { integerOf, isObject, listOf, numberOf, objectOf, textOf, textsOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { wordsOf } from './sarif-message.ts'
import { severityOfScore, severityOfWord } from './severity.ts'
import { cweOf, newestOwasp } from './taxonomy.ts'
import { tidyReferences, tidyText } from './tidy-finding.ts'
import { firstSentence, spaced } from './words.ts'

/** What all results of one rule share, read once. */
export interface SarifRule {
  id: string | undefined
  title: string | undefined
  description: string | undefined
  remediation: string | undefined
  references: string[]
  category: string | undefined
  cwe: string | undefined
  owasp: string | undefined
  /** Of `security-severity`, where it is a score or a word. */
  rated: Rating | undefined
  level: string | undefined
  vector: string | undefined
  messageStrings: unknown
}

export interface Rating {
  severity: Severity
  score?: number
}

export interface SarifRules {
  /** The rule of a result; undefined when its tool describes none. */
  of(result: JsonObject): SarifRule | undefined
  /** A level that an invocation set for the rule in place of its default. */
  levelOverride(ruleId: string | undefined): string | undefined
}

/** The rules of a run's driver and extensions. */
export const sarifRules = (run: JsonObject): SarifRules => {
  const { driver, extensions } = objectOf(run.tool)
  const components = [driver, ...listOf(extensions)].map(objectOf)
  const rules = components.map((component) => listOf(component.rules).map(readRule))
  const byId = firstOf(rules.flat().map((rule) => [rule.id, rule]))
  const byName = firstOf(
    components.flatMap(({ guid, name }, index) => [guid, name].map((key) => [textOf(key), rules[index]])),
  )
  const overrides = overridesOf(run)

  const rulesOf = (component: JsonObject): SarifRule[] | undefined => {
    const index = integerOf(component.index)
    if (index !== undefined && index >= 0) return rules[index + 1]
    return byName.get(textOf(component.guid) ?? textOf(component.name) ?? '') ?? rules[0]
  }
  const of = (result: JsonObject): SarifRule | undefined => {
    const reference = objectOf(result.rule)
    const id = ruleIdOf(result)
    const index = integerOf(result.ruleIndex) ?? integerOf(reference.index) ?? -1
    const indexed = rulesOf(objectOf(reference.toolComponent))?.[index]
    // An index that disagrees with the id is a scanner's slip: the id is what people read.
    if (indexed && (id === undefined || indexed.id === undefined || isSameRule(id, indexed.id))) return indexed
    return id === undefined ? undefined : (byId.get(id) ?? byId.get(id.replace(/\/[^/]*$/, '')))
  }
  return { of, levelOverride: (ruleId) => (ruleId === undefined ? undefined : overrides.get(ruleId)) }
}

/** Of several with one key, the first. */
const firstOf = <T>(entries: (readonly [string | undefined, T])[]): Map<string, T> => {
  const map = new Map<string, T>()
  for (const [key, value] of entries) if (key !== undefined && !map.has(key)) map.set(key, value)
  return map
}

export const ruleIdOf = (result: JsonObject): string | undefined =>
  textOf(result.ruleId) ?? textOf(objectOf(result.rule).id)

/** `CA1000/1` is a part of the rule `CA1000` (§3.27.5). */
const isSameRule = (id: string, ruleId: string): boolean => id === ruleId || id.startsWith(`${ruleId}/`)

const overridesOf = (run: JsonObject): Map<string, string> => {
  const overrides = new Map<string, string>()
  for (const invocation of listOf(run.invocations)) {
    for (const override of listOf(objectOf(invocation).ruleConfigurationOverrides)) {
      const { descriptor, configuration } = objectOf(override)
      const id = textOf(objectOf(descriptor).id)
      const level = textOf(objectOf(configuration).level)
      if (id && level) overrides.set(id, level)
    }
  }
  return overrides
}

const readRule = (value: unknown): SarifRule => {
  const rule = objectOf(value)
  const properties = objectOf(rule.properties)
  const id = textOf(rule.id)
  const tags = textsOf(properties.tags)
  const title = titleOf(rule, id)
  const description = wordsOf(rule.fullDescription) ?? wordsOf(rule.shortDescription)
  return {
    id,
    title,
    description: description === title || repeats(description, id) ? undefined : tidyText(description, 4000),
    remediation: remediationOf(rule, description),
    references: tidyReferences([...textsOf(rule.helpUri), ...textsOf(properties.references)]),
    category: textOf(properties.category),
    cwe: cweOf([...tags, ...textsOf(properties.cwe), ...textsOf(properties.cwe_id), ...taxaOf(rule.relationships)]),
    owasp: newestOwasp(tags.filter((tag) => /^owasp/i.test(tag))),
    rated: ratingOf(properties),
    level: textOf(objectOf(rule.defaultConfiguration).level),
    vector: vectorOf(properties),
    messageStrings: rule.messageStrings,
  }
}

/** The first words that say more than the rule's id. Without any, each result brings its own. */
const titleOf = (rule: JsonObject, id: string | undefined): string | undefined =>
  [wordsOf(rule.shortDescription), spaced(nameOf(rule, id)), firstSentence(wordsOf(rule.fullDescription))].find(
    (words) => words !== undefined && !repeats(words, id),
  )

const nameOf = (rule: JsonObject, id: string | undefined): string | undefined => {
  const name = textOf(rule.name)
  return name === id ? undefined : name
}

/** "Semgrep Finding: rules.sqli" beside the id `rules.sqli`. */
const repeats = (words: string | undefined, id: string | undefined): boolean =>
  words !== undefined && id !== undefined && words.includes(id) && words.length < id.length + 24

const remediationOf = (rule: JsonObject, description: string | undefined): string | undefined => {
  const { text, markdown } = objectOf(rule.help)
  const help = textOf(markdown) ?? textOf(text)
  return help === description || textOf(text) === description ? undefined : tidyText(help, 50_000)
}

/** Taxa of the CWE taxonomy, out of a rule's `relationships` or a result's `taxa`. */
export const taxaOf = (value: unknown): string[] =>
  listOf(value).flatMap((item) => {
    const taxon = isObject(objectOf(item).target) ? objectOf(objectOf(item).target) : objectOf(item)
    const isCwe = /^cwe$/i.test(textOf(objectOf(taxon.toolComponent).name) ?? '')
    return isCwe && textOf(taxon.id) ? [`CWE-${String(taxon.id).replace(/^cwe-/i, '')}`] : []
  })

/** `security-severity` as GitHub defined it: a CVSS score written as text. Some tools put a word there. */
export const ratingOf = (properties: JsonObject): Rating | undefined => {
  const given = properties['security-severity']
  const score = numberOf(given)
  const severity = severityOfScore(score) ?? severityOfWord(given)
  if (severity === undefined) return undefined
  return score === undefined ? { severity } : { severity, score }
}

export const vectorOf = (properties: JsonObject): string | undefined =>
  [properties.cvss_vector, properties.cvssV3_vector, properties.cvssv3_vector, properties.cvssVector]
    .map(textOf)
    .find((vector) => vector?.startsWith('CVSS:'))
