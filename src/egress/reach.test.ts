import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import tls from 'node:tls'
import { describe, expect, test } from 'vitest'
import { anywhere, dnsError, egressTo, leadsTo, listen, peer, pem, tcp, vendor } from '../../test/egress.ts'
import { TransportError } from '../core/http.ts'

tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem('trusted-cert')])

const secure = (name: string) => listen(createTlsServer({ cert: pem(`${name}-cert`), key: pem(`${name}-key`) }))

describe('reaching an address without sending anything', () => {
  test('connects and closes again, and writes not one byte', async () => {
    const ended = Promise.withResolvers<number>()
    const receiver = await tcp((socket: Socket) => {
      let bytes = 0
      socket.on('data', (chunk) => (bytes += chunk.length)).on('close', () => ended.resolve(bytes))
    })
    await egressTo(peer(receiver)).reach(`http://${peer(receiver)}/secret?token=1`, anywhere)
    expect(await ended.promise).toBe(0)
    expect(receiver.connections).toBe(1)
  })

  test('looks at the certificate', async () => {
    const [good, bad] = [await secure('trusted'), await secure('untrusted')]
    const egress = egressTo('127.0.0.1', leadsTo('127.0.0.1'))
    await egress.reach(`https://hooks.test:${String(good.port)}/`, anywhere)
    await expect(egress.reach(`https://hooks.test:${String(bad.port)}/`, anywhere)).rejects.toThrow(
      /the TLS certificate of hooks.test:\d+ is not trusted/,
    )
  })

  test('is guarded as a request is', async () => {
    const receiver = await tcp(() => undefined)
    const inside = egressTo('', leadsTo('10.0.0.1'))
    await expect(inside.reach('https://hooks.acme.example/x', anywhere)).rejects.toThrow(
      new TransportError('blocked_address', 'hooks.acme.example leads to an address that is not public'),
    )
    await expect(inside.reach(`http://${peer(receiver)}/`, anywhere)).rejects.toMatchObject({
      reason: 'blocked_address',
    })
    await expect(inside.reach('https://elsewhere.example/x', vendor)).rejects.toThrow(
      'the host here is hooks.vendor.example; elsewhere.example is not',
    )
    expect(receiver.connections).toBe(0)
  })

  test('tells in plain words what stands in the way, and no path', async () => {
    const egress = egressTo('127.0.0.1', () => dnsError('ENOTFOUND'))
    await expect(egress.reach('http://127.0.0.1:1/secret', anywhere)).rejects.toThrow(
      new TransportError('network', 'nothing listens at 127.0.0.1:1'),
    )
    await expect(egress.reach('https://gone.example/secret', anywhere)).rejects.toThrow(
      new TransportError('network', 'the name gone.example does not resolve'),
    )
  })
})
