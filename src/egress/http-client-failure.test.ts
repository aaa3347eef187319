import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import tls from 'node:tls'
import { describe, expect, test } from 'vitest'
import {
  afterwards,
  dnsError,
  egressTo,
  http,
  leadsTo,
  listen,
  ok,
  peer,
  pem,
  post,
  type Receiver,
  send,
  tcp,
} from '../../test/egress.ts'
import { TransportError } from '../core/http.ts'

tls.setDefaultCACertificates([...tls.getCACertificates('default'), pem('trusted-cert')])

describe('a failure is told in plain words', () => {
  const answers: Record<string, (socket: Socket) => void> = {
    'the connection to PEER was reset': (socket) => socket.resetAndDestroy(),
    'PEER closed the connection before it had answered': (socket) => socket.end(),
    'PEER did not answer in HTTP': (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    'PEER answered with too many headers': (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)
    },
  }
  test.each(Object.entries(answers))('%s', async (words, answer) => {
    const receiver = await tcp((socket) =>
      socket.once('data', () => {
        answer(socket)
      }),
    )
    const sent = send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/path`))
    await expect(sent).rejects.toThrow(new TransportError('network', words.replace('PEER', peer(receiver))))
  })

  test('when the body ends too early', async () => {
    const receiver = await tcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx')),
    )
    const sent = send(egressTo(peer(receiver)), post(`http://${peer(receiver)}/`))
    await expect(sent).rejects.toThrow(`${peer(receiver)} closed the connection before it had answered`)
  })

  test('when nothing listens, and when it does not speak TLS', async () => {
    const receiver = await http(ok)
    const egress = egressTo('127.0.0.1')
    await expect(send(egress, post('http://127.0.0.1:1/'))).rejects.toThrow(
      new TransportError('network', 'nothing listens at 127.0.0.1:1'),
    )
    await expect(send(egress, post(`https://${peer(receiver)}/`))).rejects.toMatchObject({
      reason: 'network',
      message: expect.stringContaining('TLS') as string,
    })
  })

  test('when a name does not resolve, or just not now', async () => {
    const egress = egressTo('', (host) =>
      host === 'empty.example' ? Promise.resolve([]) : dnsError(host === 'later.example' ? 'EAI_AGAIN' : 'ENOTFOUND'),
    )
    const failure = (host: string) => send(egress, post(`https://${host}/path`))
    await expect(failure('gone.example')).rejects.toThrow('the name gone.example does not resolve')
    await expect(failure('empty.example')).rejects.toThrow('the name empty.example does not resolve')
    await expect(failure('later.example')).rejects.toThrow('the name later.example cannot be resolved just now')
  })

  test('when a header is not valid, and nothing is sent', async () => {
    const receiver = await http(ok)
    const request = post(`http://${peer(receiver)}/`, { headers: { 'x-a': 'b\r\nx-c: d' } })
    await expect(send(egressTo(peer(receiver)), request)).rejects.toThrow('a header of the request is not valid')
    expect(receiver.connections).toBe(0)
  })

  test('when it is closed', async () => {
    const egress = egressTo('127.0.0.1')
    await egress.close()
    await expect(send(egress, post('http://127.0.0.1:1/'))).rejects.toThrow('the service is shutting down')
  })
})

describe('TLS', () => {
  const tlsReceiver = (name: string, options = {}): Promise<Receiver> => {
    const server = createTlsServer(
      { key: pem(`${name}-key`), cert: pem(`${name}-cert`), ...options },
      (request, response) => {
        const { servername } = request.socket as unknown as { servername: string | false }
        response.end(JSON.stringify([servername, request.headers.host]))
      },
    )
    server.on('tlsClientError', () => undefined)
    return listen(server)
  }

  test('keeps the name of the URL for the certificate and for Host', async () => {
    const receiver = await tlsReceiver('trusted')
    const egress = egressTo(peer(receiver), leadsTo('127.0.0.1'))
    const host = `hooks.test:${String(receiver.port)}`
    expect(JSON.parse((await send(egress, post(`https://${host}/`))).body)).toEqual(['hooks.test', host])
  })

  test('refuses a certificate that is not trusted, or is for another name', async () => {
    const [untrusted, trusted] = [await tlsReceiver('untrusted'), await tlsReceiver('trusted')]
    const egress = egressTo('127.0.0.1', leadsTo('127.0.0.1'))
    await expect(send(egress, post(`https://hooks.test:${String(untrusted.port)}/path`))).rejects.toThrow(
      `the TLS certificate of hooks.test:${String(untrusted.port)} is not trusted: it is self-signed`,
    )
    await expect(send(egress, post(`https://other.test:${String(trusted.port)}/path`))).rejects.toThrow(
      `the TLS certificate of other.test:${String(trusted.port)} is not trusted: it is for another name`,
    )
  })

  test('is of version 1.2 or later, whatever the process was started with', async () => {
    const { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS } = tls
    Object.assign(tls, { DEFAULT_MIN_VERSION: 'TLSv1', DEFAULT_CIPHERS: 'DEFAULT@SECLEVEL=0' })
    afterwards(() => Object.assign(tls, { DEFAULT_MIN_VERSION, DEFAULT_CIPHERS }))
    const old = await tlsReceiver('trusted', {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    })
    const sent = send(egressTo(peer(old), leadsTo('127.0.0.1')), post(`https://hooks.test:${String(old.port)}/`))
    await expect(sent).rejects.toMatchObject({ reason: 'network', message: expect.stringContaining('TLS') as string })
  })
})
