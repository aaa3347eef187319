/** So many texts get a name: those that are repeated are few, and each connection keeps a plan of each. */
const MAX_NAMES = 64

/**
 * Jobs are made and completed by their ids or by nothing that was there before, so that one plan does for all. A fetch is
 * planned anew each time: a plan from when the queue was empty reads all of a long one.
 */
const IS_REPEATED = /^\s*(WITH ins AS|INSERT INTO|WITH results AS \(\s*UPDATE \S+\s*SET completed_on)/

const names = new Map<string, string>()

/** The name under which a statement of pg-boss is planned once a connection; undefined where it is better planned each time. */
export const nameOfStatement = (text: string): string | undefined => {
  const known = names.get(text)
  if (known !== undefined || names.size >= MAX_NAMES || !IS_REPEATED.test(text)) return known
  const name = `queue-${String(names.size)}`
  names.set(text, name)
  return name
}
