import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { expectProblem } from '../../test/describe-bad-input.ts'
import { BODY, send, useDoors, withKey } from '../../test/http-door.ts'
import { rawExchange } from '../../test/raw-http.ts'

const { startTargets } = useDoors()

describe('a connection', () => {
  it('whose headers come too slowly is answered 408', async () => {
    const { door } = await startTargets({ timeouts: { headersMs: 60, requestMs: 60, checkMs: 20 } })
    const [answer] = await rawExchange(door.port, 'GET /api/targets HTTP/1.1\r\nHo')
    expect(answer?.status).toBe(408)
    if (answer !== undefined) expectProblem(answer)
  })

  it('that says nothing is closed', async () => {
    const { door } = await startTargets({ timeouts: { headersMs: 60, requestMs: 60, checkMs: 20 } })
    const socket = connect(door.port, '127.0.0.1')
    await once(socket.resume(), 'close')
    expect(socket.destroyed).toBe(true)
  })

  it('whose body comes too slowly is answered 408', async () => {
    const { door, runs } = await startTargets({ timeouts: { bodyMs: 50 } })
    const head = withKey('POST /api/targets HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 10')
    const [answer] = await rawExchange(door.port, `${head}{`)
    expect(answer?.status).toBe(408)
    if (answer !== undefined) expectProblem(answer)
    expect(runs).toEqual([])
  })

  it('may carry 200 requests at once and gets the answers in their order', async () => {
    const { door } = await startTargets()
    const requests = Array.from({ length: 200 }, (_, at) =>
      withKey(`GET /api/${at % 2 === 0 ? 'targets' : `none${at}`} HTTP/1.1`),
    )
    const answers = await rawExchange(door.port, requests.join(''), { answers: 200 })
    expect(answers.map(({ status }) => status)).toEqual(requests.map((_, at) => (at % 2 === 0 ? 200 : 404)))
  })

  it('gets the answer that is due before the refusal of what follows it', async () => {
    const { door } = await startTargets()
    const answers = await rawExchange(door.port, `${withKey('GET /api/targets HTTP/1.1')}rubbish\r\n\r\n`, {
      answers: 2,
    })
    expect(answers.map(({ status }) => status)).toEqual([200, 400])
  })

  it.each([
    'Range: bytes=0-1',
    'Upgrade: websocket\r\nConnection: Upgrade',
    'Upgrade: h2c',
    'X-Forwarded-For: fe80::1%eth0',
  ])('ignores %j', async (header) => {
    const { door } = await startTargets()
    const [answer] = await rawExchange(door.port, withKey('GET /api/targets HTTP/1.1', header))
    expect(answer?.status).toBe(200)
  })

  it.each(['100-continue', 'something else'])('goes on after an Expect of "%s"', async (expectation) => {
    const { door } = await startTargets()
    const body = JSON.stringify(BODY)
    const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, `Expect: ${expectation}`]
    const [answer] = await rawExchange(door.port, withKey('POST /api/targets HTTP/1.1', ...headers) + body)
    expect(answer?.status).toBe(201)
  })

  it('may break at any byte without harm', async () => {
    const { door } = await startTargets()
    const body = JSON.stringify(BODY)
    const whole =
      withKey('POST /api/targets HTTP/1.1', 'Content-Type: application/json', `Content-Length: ${body.length}`) + body
    const breakAt = async (length: number): Promise<void> => {
      const socket = connect(door.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      await new Promise((resolve) => socket.write(whole.slice(0, length), resolve))
      const closed = new Promise((resolve) => socket.once('close', resolve))
      if (length % 2 === 0) socket.resetAndDestroy()
      else socket.destroy()
      await closed
    }
    for (let length = 1; length < whole.length; length++) await breakAt(length)
    expect((await send(door, '/healthz')).status).toBe(200)
    expect(door.lines.filter((line) => line.includes('"level":50'))).toEqual([])
  })
})
