import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { Resolver } from 'node:dns/promises'
import type { Resolve } from '../src/egress/resolve.ts'

const HEADER_BYTES = 12
const A = 1

/** What a name leads to; asked anew for every question. */
export type Zone = (name: string) => string[]

export interface DnsServer {
  /** Asks this server and no other; nothing is cached. */
  resolve: Resolve
  questions(): number
  close(): void
}

const readQuestion = (message: Buffer): { name: string; type: number; end: number } => {
  const labels: string[] = []
  let at = HEADER_BYTES
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), type: message.readUInt16BE(at + 1), end: at + 5 }
}

/** An A record with a TTL of 0; 0xc00c points at the name of the question. RFC 1035, section 4.1. */
const record = (address: string): Buffer =>
  Buffer.concat([Buffer.from([0xc0, 0x0c, 0, A, 0, 1, 0, 0, 0, 0, 0, 4]), Buffer.from(address.split('.').map(Number))])

const answerTo = (message: Buffer, zone: Zone): Buffer => {
  const { name, type, end } = readQuestion(message)
  const addresses = type === A ? zone(name) : []
  const header = Buffer.from(message.subarray(0, HEADER_BYTES))
  header.writeUInt16BE(0x8180, 2)
  header.writeUInt16BE(addresses.length, 6)
  header.writeUInt32BE(0, 8)
  return Buffer.concat([header, message.subarray(HEADER_BYTES, end), ...addresses.map(record)])
}

/** A name server on 127.0.0.1 that answers as the test says: with other addresses each time, if it likes. */
export const startDns = async (zone: Zone): Promise<DnsServer> => {
  const socket = createSocket('udp4')
  let questions = 0
  socket.on('message', (message, { port, address }) => {
    questions += 1
    socket.send(answerTo(message, zone), port, address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const resolver = new Resolver()
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return { resolve: (host) => resolver.resolve4(host), questions: () => questions, close: () => socket.close() }
}
