import { Agent } from 'undici'

export interface Message {
  headers: Record<string, string>
  body: string
}

/** Posts the messages as they are, `concurrency` at a time, with nothing but undici; answers the seconds it took. */
export const postBare = async (url: string, messages: readonly Message[], concurrency: number): Promise<number> => {
  const agent = new Agent({ connections: concurrency })
  const { origin, pathname: path } = new URL(url)
  const rest = messages.values()
  const start = performance.now()
  const lane = async (): Promise<void> => {
    for (const { headers, body } of rest) {
      const response = await agent.request({ origin, path, method: 'POST', headers, body })
      await response.body.dump()
      if (response.statusCode >= 300) throw new Error(`the receiver answered ${response.statusCode}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  const seconds = (performance.now() - start) / 1000
  await agent.close()
  return seconds
}
