import { openStream } from './client.ts'
import type { ChangeNotice } from './schemas.ts'

/** The service shows a sign of life every 15 seconds; a connection whose packets vanish would be deaf for good. */
const SILENCE_MS = 40_000

const noticesIn = (block: string): ChangeNotice[] =>
  block
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as ChangeNotice)

/** Each notice as it comes; ends when the service or the network ends it. Throws `ApiProblem` where it is refused. */
export async function* readChanges(signal: AbortSignal, onOpen: () => void): AsyncGenerator<ChangeNotice, void> {
  const silent = new AbortController()
  let timer = setTimeout(() => silent.abort(), SILENCE_MS)
  try {
    const body = await openStream('/api/stream', AbortSignal.any([signal, silent.signal]))
    onOpen()
    const [reader, decoder] = [body.getReader(), new TextDecoder()]
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => silent.abort(), SILENCE_MS)
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      yield* blocks.flatMap(noticesIn)
    }
  } finally {
    clearTimeout(timer)
  }
}
