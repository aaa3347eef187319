import { integerOf, listOf, objectOf, ownOf, textOf } from './json-value.ts'
import type { JsonObject } from './json-value.ts'
import { wordsOf } from './sarif-message.ts'

/** Where a result is. Either `path`, `endpoint` or neither. */
export interface SarifPlace {
  path?: string | undefined
  endpoint?: string | undefined
  /** What is affected there, where that is part of the identity: a package, resource or request parameter. */
  subject?: string | undefined
  start_line?: number | undefined
  snippet?: string | undefined
  /** Further places of the same result, `path:line`. */
  also: string[]
}

const MAX_ALSO = 50
/** Base ids may name further bases; a report may make them name each other. */
const MAX_BASES = 10

interface Tables {
  artifacts: readonly unknown[]
  bases: JsonObject
  roots: readonly string[]
}

/** Reads places against one run's artifacts and base ids. */
export const sarifPlaces = (run: JsonObject): ((result: JsonObject) => SarifPlace) => {
  const bases = objectOf(run.originalUriBaseIds)
  const tables: Tables = { artifacts: listOf(run.artifacts), bases, roots: rootsOf(bases) }
  return (result) => {
    const [first, ...others] = listOf(result.locations).map(objectOf)
    const web = textOf(objectOf(result.webRequest).target)
    const beside = packageIn(result) ?? parameterOf(result)
    if (!first) return { also: [], ...addressOf(web), subject: beside }
    const { artifactLocation, region, contextRegion } = objectOf(first.physicalLocation)
    const address = addressOf(uriOf(artifactLocation, tables) ?? web)
    const logical = logicalNames(first)
    return {
      ...address,
      ...(address.path || address.endpoint ? {} : { path: logical[0]?.name }),
      subject: subjectOf(logical) ?? beside,
      start_line: integerOf(objectOf(region).startLine),
      snippet: wordsOf(objectOf(region).snippet) ?? wordsOf(objectOf(contextRegion).snippet),
      also: others.slice(0, MAX_ALSO).flatMap((location) => {
        const physical = objectOf(location.physicalLocation)
        const uri = uriOf(physical.artifactLocation, tables)
        return uri ? [`${addressOf(uri).path ?? uri}:${integerOf(objectOf(physical.region).startLine) ?? 1}`] : []
      }),
    }
  }
}

const addressOf = (uri: string | undefined): { path?: string; endpoint?: string } => {
  if (uri === undefined) return {}
  if (/^https?:\/\//i.test(uri)) return { endpoint: uri }
  return { path: decoded(uri.replace(/^file:(?:\/\/[^/]*)?(?=\/)/i, '')) }
}

const decoded = (uri: string): string => {
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}

/** The uri below the base it names: a web address, a folder below another base, or nothing that differs by machine. */
const uriOf = (value: unknown, { artifacts, bases, roots }: Tables): string | undefined => {
  const given = objectOf(value)
  const index = integerOf(given.index)
  const location = textOf(given.uri) || index === undefined ? given : objectOf(objectOf(artifacts[index]).location)
  const uri = textOf(location.uri)
  if (uri === undefined || /^[a-z][a-z0-9+.-]+:/i.test(uri)) return uri && belowRoot(uri, roots)
  return `${baseOf(textOf(location.uriBaseId), bases)}${uri}`
}

const baseOf = (id: string | undefined, bases: JsonObject, left = MAX_BASES): string => {
  if (id === undefined || left === 0) return ''
  const base = objectOf(ownOf(bases, id))
  const uri = textOf(base.uri)
  if (uri === undefined || /^file:/i.test(uri) || uri.startsWith('/')) return ''
  const folder = uri.endsWith('/') ? uri : `${uri}/`
  return /^https?:\/\//i.test(uri) ? folder : `${baseOf(textOf(base.uriBaseId), bases, left - 1)}${folder}`
}

/** The machine's folders that the report itself names, the deepest first. */
const rootsOf = (bases: JsonObject): string[] =>
  Object.values(bases)
    .flatMap((base) => textOf(objectOf(base).uri) ?? [])
    .filter((uri) => /^file:\/\/.*\/$/i.test(uri))
    .sort((a, b) => b.length - a.length)
    .slice(0, MAX_BASES)

/** An absolute file below one of the roots, from that root on: build machines check out where they like. */
const belowRoot = (uri: string, roots: readonly string[]): string =>
  uri.slice(roots.find((root) => uri.startsWith(root))?.length ?? 0)

interface LogicalName {
  kind: string
  name: string
}

const logicalNames = (location: JsonObject): LogicalName[] =>
  listOf(location.logicalLocations).flatMap((value) => {
    const { kind, name, fullyQualifiedName } = objectOf(value)
    const text = textOf(fullyQualifiedName) ?? textOf(name)
    return text ? [{ kind: textOf(kind) ?? '', name: text }] : []
  })

const SUBJECT_KINDS = new Set(['package', 'resource', 'parameter'])

/** Functions and classes are not part of the identity: a rule that hits two functions of a file is one finding. */
const subjectOf = (names: readonly LogicalName[]): string | undefined => {
  const subject = names.find(({ kind }) => SUBJECT_KINDS.has(kind))?.name
  return subject ?? names.map(({ name }) => packageOf(name)).find(Boolean)
}

/** `lodash@4.17.15` is the package lodash, whatever its version: an update that still has the flaw is no new finding. */
const packageOf = (name: string): string | undefined => /^(@?[^@\s]+)@v?\d[^@\s]*$/.exec(name)?.[1]

const parameterOf = (result: JsonObject): string | undefined => {
  const properties = objectOf(result.properties)
  const named = textOf(properties.parameter) ?? textOf(properties.param) ?? textOf(properties.package)
  // Trivy names the package only in the message.
  return named ?? /^Package: (\S{1,200})/.exec(textOf(objectOf(result.message).text) ?? '')?.[1]
}

/** Trivy names the package of a flaw in its message alone, and an image has many of one flaw. */
const packageIn = ({ message }: JsonObject): string | undefined =>
  /^Package: (\S{1,214})\r?\nInstalled Version: /.exec(textOf(objectOf(message).text) ?? '')?.[1]
