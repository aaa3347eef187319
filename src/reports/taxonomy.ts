/** `external/cwe/cwe-089`, `CWE-89: …`: the digits of the first that names one. */
export const cweOf = (words: readonly string[]): string | undefined =>
  words.map((word) => /\bcwe[-_ ]?0*([1-9]\d{0,5})\b/i.exec(word)?.[1]).find(Boolean)

/** `OWASP-A03:2021 - Injection` and `A03:2021` as `A03:2021 - Injection`; of several lists, the newest. */
export const newestOwasp = (words: readonly string[]): string | undefined =>
  words
    .flatMap((word) => /^(?:owasp\W*(?:top\W*10\W*)?)?(A\d{1,2}\b.*)$/i.exec(word.slice(0, 300))?.[1] ?? [])
    .sort((a, b) => yearOf(b) - yearOf(a))[0]

const yearOf = (category: string): number => Number(/\b20\d\d\b/.exec(category)?.[0] ?? 0)
