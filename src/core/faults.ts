import type { z } from 'zod'
import { AppError, type ErrorCode, type Fault } from './error.ts'
import { pointerTo } from './pointer.ts'

type RawIssue = z.core.$ZodRawIssue
type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** More than these are not looked at: a body of 100,000 bad findings must not cost more than one of 1,000. */
const ISSUES = 1_000

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
  never: 'left out',
  date: 'a time',
}

const FORMATS: Record<string, string> = {
  uuid: 'must be a UUID',
  guid: 'must be a UUID',
  url: 'must be a URL, such as https://example.com/path',
  email: 'must be a mail address',
  datetime: 'must be a time in ISO 8601 in UTC, such as 2026-01-31T12:00:00Z',
  date: 'must be a date such as 2026-01-31',
  json_string: 'must be JSON',
  safeint: 'must be a whole number',
}

const choice = (values: readonly unknown[]): string => {
  const listed = values.slice(0, 20).map((value) => (typeof value === 'string' ? JSON.stringify(value) : String(value)))
  return values.length === 1 ? `must be ${listed.join('')}` : `must be one of ${listed.join(', ')}`
}

const count = (amount: number | bigint, origin: string): string => {
  if (origin === 'string') return `${amount} ${amount === 1 ? 'character' : 'characters'}`
  if (origin === 'array' || origin === 'set') return `${amount} ${amount === 1 ? 'item' : 'items'}`
  return String(amount)
}

const sizeVerb = (origin: string): string =>
  origin === 'array' || origin === 'set' || origin === 'string' ? 'must have' : 'must be'

const formatted = (issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>): string => {
  const known = FORMATS[issue.format]
  if (known !== undefined) return known
  const pattern = 'pattern' in issue && typeof issue.pattern === 'string' ? issue.pattern : ''
  return pattern !== '' && pattern.length <= 100 ? `must match ${pattern}` : `is not a valid ${issue.format}`
}

/**
 * The words for an issue that its schema does not word itself. They name the mend and never the value given:
 * any field may hold a secret.
 */
export const explain: z.core.$ZodErrorMap = (issue: RawIssue): string | undefined => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing; it must be given'
        : `must be ${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return issue.input === undefined ? `is missing; it ${choice(issue.values)}` : choice(issue.values)
    case 'too_big':
      return `${sizeVerb(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${count(issue.maximum, issue.origin)}`
    case 'too_small':
      return `${sizeVerb(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${count(issue.minimum, issue.origin)}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'invalid_format':
      return formatted(issue)
    case 'invalid_union':
      return Array.isArray(issue.options) ? choice(issue.options) : 'fits none of the allowed forms'
    case 'invalid_key':
      return 'has a name that is not allowed'
    default:
      return 'is not valid'
  }
}

const fault = (path: Path, prefix: string, code: string, detail: string): Fault => ({
  pointer: `${prefix}${pointerTo(path)}`,
  code,
  detail,
})

const isOfOtherType = (issues: readonly Issue[]): boolean =>
  issues.every((issue) => issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value'))

/** Of a union, the one branch that the value was meant for: the only one whose type it has. */
const meantBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined => {
  const meant = branches.filter((issues) => !isOfOtherType(issues))
  return meant.length === 1 ? meant[0] : undefined
}

const codeOf = (issue: Issue): string =>
  (issue.code === 'invalid_type' || issue.code === 'invalid_value') && issue.input === undefined
    ? 'required'
    : issue.code

const faultsOfIssue = (issue: Issue, parent: Path, prefix: string): Fault[] => {
  const path = [...parent, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, ISSUES)
      .map((key) => fault([...path, key], prefix, 'unknown_field', 'is not known here; leave it out'))
  const branch = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined
  if (branch !== undefined) return branch.flatMap((inner) => faultsOfIssue(inner, path, prefix))
  return [fault(path, prefix, codeOf(issue), issue.message)]
}

/** zod's issues as faults with JSON Pointers that start with `prefix`. */
export const faultsOf = (issues: readonly Issue[], prefix = ''): Fault[] =>
  issues.slice(0, ISSUES).flatMap((issue) => faultsOfIssue(issue, [], prefix))

const summary = (faults: readonly Fault[]): string => {
  const [first] = faults
  if (first === undefined) return 'The input is not valid.'
  const one = `${first.pointer === '' ? 'The body' : `${first.pointer}:`} ${first.detail}`
  return faults.length === 1 ? one : `${faults.length} values are not valid. The first: ${one}`
}

export const refused = (faults: Fault[], code: ErrorCode = 'invalid'): AppError =>
  new AppError(code, summary(faults), { faults })

/** The value as its schema gives it out; throws `invalid` with a fault each. */
export const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown, prefix = ''): z.output<Schema> => {
  const result = schema.safeParse(value, { error: explain, reportInput: true })
  if (result.success) return result.data
  throw refused(faultsOf(result.error.issues, prefix))
}
