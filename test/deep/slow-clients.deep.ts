import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { until } from '../process.ts'
import { quantile, report } from './figures.ts'
import { useServiceProcess } from './service-process.ts'

const used = useServiceProcess()
const SOCKETS = 500

const HEAD = 'POST /api/targets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n'

/** One that says nothing, one that drips its headers, one that drips its body. */
const WAYS: ((socket: Socket) => NodeJS.Timeout | undefined)[] = [
  () => undefined,
  (socket) => {
    socket.write('GET /api/targets HTTP/1.1\r\nHost: a\r\n')
    return setInterval(() => socket.write('X-A: b\r\n'), 1_000)
  },
  (socket) => {
    socket.write(`${HEAD}Authorization: Bearer x\r\n\r\n{`)
    return setInterval(() => socket.write(' '), 1_000)
  },
]

test('500 clients that drip take nobody’s time: health p99 below 100 ms, all gone in 40 s, 50 MB at most', async () => {
  const { service } = used
  const { port } = new URL(service.url)
  const before = await used.residentMb()
  let open = 0
  for (let n = 0; n < SOCKETS; n += 1) {
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => undefined).resume()
    socket.once('connect', () => {
      open += 1
      const timer = WAYS[n % WAYS.length]?.(socket)
      socket.once('close', () => {
        open -= 1
        clearInterval(timer)
      })
    })
  }
  await until('all are connected', () => (open > SOCKETS / 2 ? true : undefined))
  const startedAt = performance.now()
  const times: number[] = []
  let most = before
  await until(
    'they are gone',
    async () => {
      const askedAt = performance.now()
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200)
      times.push(performance.now() - askedAt)
      most = Math.max(most, await used.residentMb())
      return open === 0 ? true : undefined
    },
    60_000,
    20,
  )
  const gone = (performance.now() - startedAt) / 1000
  const p99 = quantile(times, 0.99)
  report(`gone after ${gone.toFixed(1)} s, health p99 ${p99.toFixed(1)} ms, ${(most - before).toFixed(0)} MB more`)
  expect(gone).toBeLessThan(40)
  expect(p99).toBeLessThan(100)
  expect(most - before).toBeLessThan(50)
})
