import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedRequest {
  method: string
  /** Path and query. */
  url: string
  /** Lower-case names; repeated ones joined. */
  headers: Record<string, string>
  body: string
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** `hang` never answers, `reset` closes the socket with a reset. */
export type Reply = Answer | 'hang' | 'reset'
export type Handler = (request: ReceivedRequest) => Reply | Promise<Reply>

export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** All that came, oldest first. */
  requests: ReceivedRequest[]
  close(): Promise<void>
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const receive = async (message: IncomingMessage): Promise<ReceivedRequest> => ({
  method: message.method ?? '',
  url: message.url ?? '',
  headers: Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)])),
  body: await textOf(message),
})

const reply = (answer: Reply, response: ServerResponse): void => {
  if (answer === 'hang') return
  if (answer === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  response.writeHead(answer.status, answer.headers).end(answer.body)
}

/** A real HTTP server on 127.0.0.1 that keeps what it is sent. `handler` says what it answers; 200 and nothing unless told. */
export const startReceiver = async (handler: Handler = () => ({ status: 200 })): Promise<Receiver> => {
  const requests: ReceivedRequest[] = []
  const server = createServer((message, response) => {
    receive(message)
      .then((request) => {
        requests.push(request)
        return handler(request)
      })
      .then((answer) => reply(answer, response))
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests, close, [Symbol.asyncDispose]: close }
}
