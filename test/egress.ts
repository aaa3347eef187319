import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import type { HostRule, HttpRequest, HttpResponse } from '../src/core/http.ts'
import { parseAllow } from '../src/egress/address-guard.ts'
import { createEgress, type Egress } from '../src/egress/http-client.ts'
import type { Resolve } from '../src/egress/resolve.ts'

/** A certificate or key of the egress fixtures. */
export const pem = (name: string): string =>
  readFileSync(new URL(`../src/egress/fixtures/${name}.pem`, import.meta.url), 'utf8')

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Runs it after the test, the last one first. */
export const afterwards = (cleanup: () => unknown): void => {
  cleanups.push(cleanup)
}

export interface Receiver {
  port: number
  connections: number
}

/** Listens, on loopback, and counts connections until the test ends. */
export const listen = async (server: Server, { address = '127.0.0.1', port = 0 } = {}): Promise<Receiver> => {
  const sockets = new Set<Socket>()
  const receiver = { port: 0, connections: 0 }
  server.on('connection', (socket: Socket) => {
    receiver.connections += 1
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  server.listen(port, address)
  await once(server, 'listening')
  receiver.port = (server.address() as AddressInfo).port
  afterwards(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  return receiver
}

export const http = (listener: RequestListener, at = {}): Promise<Receiver> => listen(createServer(listener), at)
export const tcp = (listener: (socket: Socket) => void): Promise<Receiver> => listen(createTcpServer(listener))
export const ok: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end('ok'))
}

export const dnsError = (code: string): Promise<never> => Promise.reject(Object.assign(new Error('dns'), { code }))
export const noNames: Resolve = () => dnsError('ENOTFOUND')
export const leadsTo =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses)
export const egressTo = (allow: string, resolve: Resolve = noNames, connections = 64): Egress => {
  const egress = createEgress({ allow: parseAllow(allow), userAgent: 'pencheff-test/1', resolve, connections })
  afterwards(() => egress.close())
  return egress
}

export const vendor: HostRule = { fields: ['webhook_url'], hosts: ['hooks.vendor.example'] }
export const anywhere: HostRule = { fields: ['webhook_url'], ipLiterals: true, highPorts: true }
export const post = (url: string, extra: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: '{}',
  ...extra,
})
const never = new AbortController().signal
export const send = (egress: Egress, request: HttpRequest, rule = anywhere, signal = never): Promise<HttpResponse> =>
  egress.client({ signal, rule })(request)
export const peer = (receiver: Receiver): string => `127.0.0.1:${String(receiver.port)}`
