import { createServer as createControl, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { json } from 'node:stream/consumers'
import { createLedger, type Ask, type Ledger } from './ledger.ts'
import { createReader } from './reader.ts'

/** Prints {origin, control} on one line: where the load goes, and where it is asked what came. Ends with its standard input. */

// A client that waits for an answer longer than an attempt may take sees a destination that hangs.
const HANG_MS = 15_000
const SUCCESS = 'HTTP/1.1 204 No Content\r\n\r\n'
// As Splunk's HTTP Event Collector says it.
const HEC = '{"text":"Success","code":0}'
const HEC_SUCCESS = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${HEC.length}\r\n\r\n${HEC}`

const serve = (socket: Socket, ledger: Ledger): void => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  const read = createReader((request) => {
    if (request.path.startsWith('/hang')) {
      setTimeout(() => socket.write(SUCCESS), HANG_MS).unref()
      return
    }
    ledger.note(request)
    socket.write(request.path.startsWith('/services/collector') ? HEC_SUCCESS : SUCCESS)
  })
  socket.on('data', read)
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  })

const answer = async (request: IncomingMessage, ledger: Ledger): Promise<unknown> => {
  if (request.method === 'POST') ledger.reset((await json(request)) as Ask)
  if (request.url === '/kept') return ledger.kept()
  if (request.url === '/arrivals') return ledger.arrivals()
  return ledger.counters()
}

const ledger = createLedger()
const load = createServer((socket) => serve(socket, ledger))
const control = createControl((request, response) => {
  void answer(request, ledger).then((value) => response.end(JSON.stringify(value)))
})
process.stdout.write(`${JSON.stringify({ origin: await listen(load), control: await listen(control) })}\n`)
process.stdin.on('end', () => process.exit(0)).resume()
