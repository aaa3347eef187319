/** What a query sees of an issue: the values of each field, none where it is empty. */
export type Searchable = Record<string, string[]>
export type Predicate = (issue: Searchable) => boolean

/** A query that Jira refuses; the message is the one it gives. */
export class JqlError extends Error {
  override name = 'JqlError'
}

const ALIASES: Record<string, string> = { issue: 'key', issuekey: 'key', type: 'issuetype' }
const FIELDS = ['project', 'key', 'id', 'labels', 'status', 'statuscategory', 'resolution', 'issuetype', 'priority']
const ORDERED = [...FIELDS, 'created', 'updated']
const WHERE = 'Error in the JQL Query: '

interface Token {
  text: string
  quoted: boolean
}

const TOKEN = /\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|(!=|!~|<=|>=|[()=,<>~])|([^\s()=,!<>~"']+))/y

const tokenize = (jql: string): Token[] => {
  const tokens: Token[] = []
  const source = jql.trim()
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    if (!match) {
      const bad = at + source.slice(at).search(/\S/)
      throw new JqlError(`${WHERE}'${source[bad] ?? ''}' is not expected at character ${String(bad + 1)}.`)
    }
    const quoted = match[1] ?? match[2]
    const text = quoted?.replaceAll(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? ''
    tokens.push({ text, quoted: quoted !== undefined })
  }
  return tokens
}

/** A place in the query. Words and signs are only found unquoted. */
const createCursor = (jql: string) => {
  const tokens = tokenize(jql)
  let at = 0
  const peek = (): string => (tokens[at]?.quoted === false ? tokens[at]?.text.toLowerCase() : undefined) ?? ''
  const take = (text: string): boolean => {
    const found = peek() === text
    if (found) at += 1
    return found
  }
  return {
    peek,
    take,
    next: (): Token | undefined => tokens[at++],
    isAtEnd: () => at >= tokens.length,
    expect(text: string): void {
      if (!take(text)) throw new JqlError(`${WHERE}Expecting '${text}' but got '${tokens[at]?.text ?? 'the end'}'.`)
    },
  }
}
interface Parser {
  cursor: ReturnType<typeof createCursor>
  projects: string[]
}

const field = ({ cursor }: Parser, known: string[]): string => {
  const text = cursor.next()?.text ?? ''
  const name = text.toLowerCase()
  const found = ALIASES[name] ?? name
  if (known.includes(found)) return found
  throw new JqlError(`Field '${text}' does not exist or you do not have permission to view it.`)
}

const value = ({ cursor, projects }: Parser, of: string): string => {
  const token = cursor.next()
  if (!token || (!token.quoted && /^[()=,<>~!]/.test(token.text))) throw new JqlError(`${WHERE}a value is missing.`)
  if (of === 'project' && !projects.includes(token.text))
    throw new JqlError(`The value '${token.text}' does not exist for the field 'project'.`)
  return token.text
}

const values = (parser: Parser, of: string): string[] => {
  parser.cursor.expect('(')
  const list = [value(parser, of)]
  while (parser.cursor.take(',')) list.push(value(parser, of))
  parser.cursor.expect(')')
  return list
}

/** As in Jira, the negated forms leave out issues whose field is empty. */
const among = (of: string, wanted: string[], negated: boolean): Predicate => {
  const lower = wanted.map((text) => text.toLowerCase())
  return (issue) => {
    const actual = issue[of] ?? []
    return actual.length > 0 && actual.some((text) => lower.includes(text.toLowerCase())) !== negated
  }
}

const clause = (parser: Parser): Predicate => {
  const { cursor } = parser
  const of = field(parser, FIELDS)
  if (cursor.take('=')) return among(of, [value(parser, of)], false)
  if (cursor.take('!=')) return among(of, [value(parser, of)], true)
  if (cursor.take('in')) return among(of, values(parser, of), false)
  if (cursor.take('is')) {
    const negated = cursor.take('not')
    if (!cursor.take('null')) cursor.expect('empty')
    return (issue) => ((issue[of] ?? []).length === 0) !== negated
  }
  cursor.expect('not')
  cursor.expect('in')
  return among(of, values(parser, of), true)
}

const unary = (parser: Parser): Predicate => {
  if (parser.cursor.take('not')) {
    const inner = unary(parser)
    return (issue) => !inner(issue)
  }
  if (!parser.cursor.take('(')) return clause(parser)
  const inner = either(parser)
  parser.cursor.expect(')')
  return inner
}

const both = (parser: Parser): Predicate => {
  const parts = [unary(parser)]
  while (parser.cursor.take('and')) parts.push(unary(parser))
  return (issue) => parts.every((part) => part(issue))
}

const either = (parser: Parser): Predicate => {
  const parts = [both(parser)]
  while (parser.cursor.take('or')) parts.push(both(parser))
  return (issue) => parts.some((part) => part(issue))
}

const order = (parser: Parser): void => {
  parser.cursor.expect('by')
  do {
    field(parser, ORDERED)
    if (!parser.cursor.take('asc')) parser.cursor.take('desc')
  } while (parser.cursor.take(','))
}

/**
 * Parses the part of JQL that integrations use: `=`, `!=`, `in`, `not in`, `is [not] empty`, AND, OR, NOT, brackets
 * and ORDER BY, which is checked and not followed: the order is by creation. Throws a `JqlError`.
 */
export const parseJql = (jql: string, projects: string[]): Predicate => {
  const parser = { cursor: createCursor(jql), projects }
  const { cursor } = parser
  // Jira Cloud refuses searches over everything: developer.atlassian.com, POST /rest/api/3/search/jql
  if (cursor.isAtEnd() || cursor.peek() === 'order')
    throw new JqlError('Unbounded JQL queries are not allowed here. Please add a search restriction to your query.')
  const predicate = either(parser)
  if (cursor.take('order')) order(parser)
  if (!cursor.isAtEnd()) throw new JqlError(`${WHERE}Expecting operator but got '${cursor.next()?.text ?? ''}'.`)
  return predicate
}
