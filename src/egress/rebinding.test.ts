import { describe, expect, test } from 'vitest'
import { startDns } from '../../test/dns-server.ts'
import { afterwards, anywhere, egressTo, http, post, send } from '../../test/egress.ts'
import { TransportError } from '../core/http.ts'

const SENDS = 2000
const AT_ONCE = 20

/** Two servers on one port: the operator let the first one through, and nobody the second. */
const twins = async () => {
  const hosts = new Map<string, number>()
  const good = await http((request, response) => {
    hosts.set(request.headers.host ?? '', (hosts.get(request.headers.host ?? '') ?? 0) + 1)
    response.setHeader('connection', 'close')
    request.resume().on('end', () => response.end('good'))
  })
  const bad = await http((_request, response) => response.end('bad'), { address: '127.0.0.2', port: good.port })
  return { good, bad, hosts }
}

const GOOD = '127.0.0.1'
const BAD = '127.0.0.2'
const ANSWERS = [[GOOD], [BAD], [GOOD, BAD], [BAD, GOOD], [GOOD], ['10.0.0.1'], ['169.254.169.254', GOOD], []]

describe('a name that leads elsewhere each time', () => {
  test('never leads to a peer that nobody let through, over 2,000 sends', async () => {
    const { good, bad, hosts } = await twins()
    let asked = 0
    const dns = await startDns(() => ANSWERS[asked++ % ANSWERS.length] ?? [])
    afterwards(dns.close)
    const egress = egressTo(`127.0.0.1:${String(good.port)}`, dns.resolve)
    const host = `rebinding.example:${String(good.port)}`
    const outcomes = { good: 0, blocked: 0, network: 0, other: 0 }
    const lane = async (): Promise<void> => {
      for (let n = 0; n < SENDS / AT_ONCE; n += 1) {
        const answer = await send(egress, post(`http://${host}/hook`), anywhere).catch((error: unknown) => error)
        if (answer instanceof TransportError) outcomes[answer.reason === 'network' ? 'network' : 'blocked'] += 1
        else if ((answer as { body?: string }).body === 'good') outcomes.good += 1
        else outcomes.other += 1
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    expect(bad.connections).toBe(0)
    expect(outcomes.other).toBe(0)
    expect(outcomes.good + outcomes.blocked + outcomes.network).toBe(SENDS)
    expect(outcomes.good).toBeGreaterThan(100)
    expect(outcomes.blocked).toBeGreaterThan(100)
    expect([...hosts]).toEqual([[host, outcomes.good]])
    expect(dns.questions()).toBeGreaterThan(100)
  }, 60_000)
})
