import { openSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Answer, Fault, ReceivedRequest } from '../../demo/receivers/receiver.ts'
import { startWebhook } from '../../demo/receivers/webhook.ts'
import { createDraw } from './draw.ts'
import type { Manners, Step } from './receiver-log.ts'

/**
 * A receiver of signed webhooks with manners as told, in a process of its own. It writes down what it is about to answer
 * before it does, so that nothing which a sender may have heard is missing when it is killed.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    log: { type: 'string', default: '' },
    seed: { type: 'string', default: '' },
    manners: { type: 'string', default: '{}' },
  },
})
const manners = JSON.parse(values.manners) as Manners
const draw = createDraw(`${values.seed} ${process.pid}`)
const log = openSync(values.log, 'a')
// In one call: another life's lines must not come between.
const write = (step: Step): void => void writeSync(log, `${JSON.stringify(step)}\n`)

interface Message {
  type: string
  data: {
    change_summary?: string
    target: { id: string }
    scan?: { id: string } | null
    finding?: { fingerprint: string }
  }
}

/** What it says, as the clients know it. */
const read = (body: string): string => {
  const { type, data } = JSON.parse(body) as Message
  const { target, scan, finding, change_summary: change = '' } = data
  return [type, finding ? `${target.id} ${finding.fingerprint}` : scan?.id, change].join(' ').trim()
}

const misbehave = (): Fault | undefined => {
  const { throttled = 0, retryAfterSeconds = 2, broken = 0, reset = 0 } = manners
  const chance = draw()
  if (chance < throttled) return { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } }
  if (chance < throttled + broken) return { status: 500 }
  return chance < throttled + broken + reset ? 'reset' : undefined
}

const statusOf = (answer: Answer | 'hang' | 'reset'): number => (typeof answer === 'string' ? 0 : answer.status)

let requests = 0
const note = (request: ReceivedRequest, answer: Answer | 'hang' | 'reset', over: Promise<boolean>): void => {
  const n = (requests += 1)
  const { problem } = typeof answer === 'string' ? {} : answer
  write({
    step: 'came',
    n,
    at: Date.now(),
    delivery: request.headers['webhook-id'] ?? '',
    lane: Number(request.query.get('lane')),
    message: read(request.body),
    port: request.port,
    status: statusOf(answer),
    ...(statusOf(answer) === 429 && { retryAfterMs: (manners.retryAfterSeconds ?? 2) * 1000 }),
    ...(problem !== undefined && { problem }),
  })
  void over.then((heard) => write({ step: 'over', n, at: Date.now(), heard }))
}

write({ step: 'started', at: Date.now() })
const receiver = await startWebhook({
  port: Number(values.port),
  keepReceipts: false,
  fault: misbehave,
  hold: () => (draw() < (manners.slow ?? 0) ? pause(draw() * (manners.slowMs ?? 1000)) : undefined),
  watch: note,
})
process.stdout.write(`${JSON.stringify({ url: receiver.url, config: receiver.config })}\n`)
