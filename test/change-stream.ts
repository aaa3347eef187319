import { until } from './process.ts'

/** What somebody hears of `/api/stream`. */
export interface Listening extends AsyncDisposable {
  status: number
  headers: Headers
  /** Of a refusal. */
  problem: Record<string, unknown>
  /** All that came so far, as it came. */
  text(): string
  /** The kinds of each notice so far. */
  heard(): string[][]
  /** Resolves once a notice names all of these, be it over several. */
  hears(...kinds: string[]): Promise<void>
  /** Resolves when the service ends it. */
  ended: Promise<void>
  /** Goes away. */
  leave(): void
}

const objectOf = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>

const noticesOf = (text: string): string[][] =>
  [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => (JSON.parse(json) as { changed: string[] }).changed)

export const listenAt = async (url: string, headers: Record<string, string>): Promise<Listening> => {
  const gone = new AbortController()
  const response = await fetch(`${url}/api/stream`, { headers, signal: gone.signal })
  let text = ''
  const read = async (): Promise<void> => {
    if (!response.ok || response.body === null) return
    for await (const piece of response.body.pipeThrough(new TextDecoderStream())) text += piece
  }
  const reading = read().catch((error: unknown) => {
    if (!gone.signal.aborted) throw error
  })
  const leave = (): void => gone.abort()
  const listening: Listening = {
    status: response.status,
    headers: response.headers,
    problem: response.ok ? {} : await objectOf(response),
    text: () => text,
    heard: () => noticesOf(text),
    hears: async (...kinds) => {
      await until(`${kinds.join()} among ${text}`, () =>
        kinds.every((kind) => listening.heard().flat().includes(kind)) ? true : undefined,
      )
    },
    ended: reading,
    leave,
    [Symbol.asyncDispose]: async () => {
      leave()
      await reading
    },
  }
  // From here on nothing is missed.
  if (response.ok) await until('the stream begins', () => (text === '' ? undefined : true))
  return listening
}

export const listenWith = (url: string, key: string): Promise<Listening> =>
  listenAt(url, { authorization: `Bearer ${key}` })
