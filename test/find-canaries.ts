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

/**
 * Which of the canaries show in a text: any 12 characters in a row, as they are, percent-encoded, inside JSON, in base64 at
 * any alignment or in hex. It decodes the text, where the product encodes the secrets.
 */
export const findCanaries = (text: string, canaries: readonly string[]): string[] => {
  const plain = [text, percentDecoded(text), unescaped(text)]
  const all = [...plain, ...plain.flatMap(decodedRuns)]
  const shows = (canary: string): boolean => {
    for (let at = 0; at + WINDOW <= canary.length; at += 1) {
      const part = canary.slice(at, at + WINDOW)
      if (all.some((one) => one.includes(part))) return true
    }
    return false
  }
  return canaries.filter(shows)
}
