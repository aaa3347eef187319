/** The deepest and the most names that `jsonNames` looks at: enough to tell formats apart. */
const NAMES_DEPTH = 4
const MOST_NAMES = 2000

/** A text that the end of the head cuts counts as one, or its escaped quotes would each be searched from anew. */
const NAME_OR_BRACKET = /"(?:[^"\\]|\\.)*(?:"(?:\s*:)?|\\?$)|[[\]{}]/gs

/**
 * The names in the beginning of a JSON document, as paths: `runs`, `runs[].tool`, `[].title`. The text may end anywhere;
 * what is not JSON has none.
 */
export const jsonNames = (head: string): Set<string> => {
  const names = new Set<string>()
  if (!/^\s*[[{]/.test(head)) return names
  const path: string[] = []
  for (const [token] of head.matchAll(NAME_OR_BRACKET)) {
    if (token === '[') path.push('[]')
    else if (token === '{') path.push('.')
    else if (token === ']' || token === '}') path.pop()
    else if (token.endsWith(':')) {
      const name = token.slice(1, token.lastIndexOf('"'))
      path[path.length - 1] = `.${name}`
      if (path.length <= NAMES_DEPTH) names.add(path.join('').replace(/^\./, ''))
    }
    if (names.size > MOST_NAMES || (path.length === 0 && names.size > 0)) break
  }
  return names
}
