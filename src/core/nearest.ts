/** How many letters have to be put in, taken out or changed to make one text of the other. */
export const editsBetween = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The one of `known` that takes the fewest edits to make of `text`; the first of several. */
export const nearestOf = (text: string, known: readonly string[]): { name: string; edits: number } | undefined =>
  known.map((name) => ({ name, edits: editsBetween(text, name) })).toSorted((a, b) => a.edits - b.edits)[0]
