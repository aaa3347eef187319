import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { isReceiverKind, startReceivers } from './index.ts'

test('one receiver a kind is started, in the order asked for', async () => {
  const receivers = await startReceivers(['jira', 'slack', 'splunk', 'webhook'])
  expect(receivers.map(({ kind }) => kind)).toEqual(['jira', 'slack', 'splunk', 'webhook'])
  expect(new Set(receivers.map(({ url }) => url)).size).toBe(4)
  await Promise.all(receivers.map((receiver) => receiver.close()))
})

test('a port that is taken is an error', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await expect(startReceivers(['slack'], { port })).rejects.toThrow('EADDRINUSE')
  await new Promise((resolve) => server.close(resolve))
})

test('only kinds that have a receiver are known', () => {
  expect(['slack', 'fax', undefined, 'toString'].map(isReceiverKind)).toEqual([true, false, false, false])
})
