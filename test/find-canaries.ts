const WINDOW = 12

const RUNS = { base64: /[A-Za-z0-9+/_-]{16,}/g, hex: /(?:[0-9a-fA-F]{2}){12,}/g }

const decodedRuns = (text: string): string[] => [
  // A run may begin anywhere in a group of four.
  ...(text.match(RUNS.base64) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
  ),
  ...(text.match(RUNS.hex) ?? []).flatMap((run) =>
    [0, 1].map((skip) => Buffer.from(run.slice(skip), 'hex').toString('latin1')),
  ),
]

const percentDecoded = (text: string): string =>
  text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const unescaped = (text: string): string => text.replaceAll(/\\+(["\\/])/g, '$1')

/** Each part of a canary that gives it away. */
const partsOf = (canaries: readonly string[]): Map<string, string> =>
  new Map(
    canaries.flatMap((canary) =>
      Array.from({ length: Math.max(0, canary.length - WINDOW + 1) }, (_, at) => [
        canary.slice(at, at + WINDOW),
        canary,
      ]),
    ),
  )

/**
 * Which of the canaries show in a text: any 12 characters in a row, as they are, percent-encoded, inside JSON, in base64 at
 * any alignment or in hex. It decodes the text, where the product encodes the secrets.
 */
export const findCanaries = (text: string, canaries: readonly string[]): string[] => {
  const parts = partsOf(canaries)
  const found = new Set<string>()
  const plain = [text, percentDecoded(text), unescaped(text)]
  for (const one of [...new Set(plain), ...plain.flatMap(decodedRuns)])
    for (let at = 0; at + WINDOW <= one.length; at += 1) {
      const canary = parts.get(one.slice(at, at + WINDOW))
      if (canary !== undefined) found.add(canary)
    }
  return canaries.filter((canary) => found.has(canary))
}
