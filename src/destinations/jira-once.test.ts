import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startJira, type JiraReceiver } from '../../demo/receivers/jira.ts'
import { clientTo } from '../../test/describe-destination/client.ts'
import { createIntents } from '../../test/intents.ts'
import type { EventPayload, FindingView } from '../core/event.ts'
import { TransportError } from '../core/http.ts'
import type { ExternalRef, Outcome } from '../core/outcome.ts'
import { sampleEvents } from '../core/sample.ts'
import type { Intents } from './destination.ts'
import { jira } from './jira.ts'

const LAG_MS = 90_000
const NEW = sampleEvents.finding_new
const changed = (change_summary: string, finding: Partial<FindingView> = {}): EventPayload => {
  const sample = sampleEvents.finding_changed
  if (!sample.finding) throw new Error('the sample has a finding')
  return { ...sample, change_summary, finding: { ...sample.finding, ...finding } }
}
const FIXED = changed('state: open → fixed', { state: 'fixed' })
const BACK = changed('state: fixed → open')

let at: number
let receiver: JiraReceiver
let intents: Intents
let isReset: boolean
beforeEach(async () => {
  at = Date.parse('2026-11-24T14:00:00Z')
  intents = createIntents(() => new Date(at))
  isReset = false
  const fault = () => (isReset ? ('reset' as const) : undefined)
  receiver = await startJira({ now: () => at, indexLagMs: LAG_MS, fault })
})
afterEach(() => receiver.close())

let deliveries = 0
const send = async (
  event: EventPayload,
  options: { external?: ExternalRef; config?: object } = {},
): Promise<Outcome> => {
  const config = { ...jira.example, ...jira.config.parse({ ...receiver.config, ...options.config }) }
  if (!jira.send) throw new Error('jira sends by itself')
  return jira.send(
    jira.render(event, config, { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }),
    config,
    {
      deliveryId: `d${++deliveries}`,
      now: new Date(at),
      isNew: event.event === 'finding_new',
      intents,
      http: clientTo(receiver.url),
      sleep: () => Promise.resolve(),
      ...(options.external && { external: options.external }),
    },
  )
}
const make = async (): Promise<ExternalRef> => {
  expect(await send(NEW)).toMatchObject({ status: 'delivered' })
  return { ref: issue().id, url: `${receiver.url}/browse/${issue().key}` }
}
const issue = () => {
  const [first] = receiver.issues
  if (!first) throw new Error('no issue was made')
  return first
}

describe('an issue whose answer was lost', () => {
  it('is not made again while the search does not show it, and found when it does', async () => {
    const external = await make()
    for (const later of [2000, 40_000]) {
      at += later
      expect(await send(NEW)).toMatchObject({ status: 'retry', reason: 'server' })
    }
    at += LAG_MS
    expect(await send(NEW)).toMatchObject({ status: 'delivered', external })
    expect(receiver.issues).toHaveLength(1)
    expect(receiver.problems()).toEqual([])
  })

  it('is made once the search would show it, where the attempt died before it was sent', async () => {
    isReset = true
    await expect(send(NEW)).rejects.toThrow(TransportError)
    isReset = false
    at += 119_000
    expect(await send(NEW)).toMatchObject({ status: 'retry' })
    at += 1000
    expect(await send(NEW)).toMatchObject({ status: 'delivered' })
    expect(receiver.issues).toHaveLength(1)
  })

  it('is shared by two integrations with one project that send at once', async () => {
    const config = { labels: ['another'] }
    await Promise.all([send(NEW), send(NEW, { config })])
    at += LAG_MS
    expect(await send(NEW, { config })).toMatchObject({ status: 'delivered', external: { ref: issue().id } })
    expect(receiver.issues).toHaveLength(1)
  })

  it('costs one request where nothing went wrong', async () => {
    await make()
    expect(receiver.receipts.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /rest/api/3/issue'])
  })
})

describe('a finding that is fixed', () => {
  it('has no issue made only to be closed', async () => {
    expect(await send(FIXED)).toMatchObject({ detail: expect.stringContaining('none is') as string })
    expect(receiver.issues).toEqual([])
  })
})

describe('a finding that a scan found again', () => {
  const closeByHand = (resolution: string) => {
    Object.assign(issue(), { status: 'Done', resolution, resolvedAt: at })
  }

  it.each(["Won't Do", 'Won’t Fix', 'Duplicate', 'Cannot Reproduce', 'Declined'])(
    'leaves closed what a person closed as %s, and says so',
    async (resolution) => {
      const external = await make()
      closeByHand(resolution)
      expect(await send(BACK, { external })).toMatchObject({
        status: 'delivered',
        detail: expect.stringContaining('stays closed') as string,
      })
      expect(issue()).toMatchObject({ status: 'Done', resolution })
      expect(issue().comments.map(({ text }) => text)).toEqual([expect.stringContaining('stays closed') as string])
    },
  )

  it('reopens what a person closed as done, and on a person’s word here what was closed as won’t do', async () => {
    const external = await make()
    closeByHand('Done')
    await send(BACK, { external })
    expect(issue().status).toBe('To Do')
    closeByHand("Won't Do")
    await send(changed('suppressed: wont_fix → no'), { external })
    expect(issue().status).toBe('To Do')
  })

  it('reopens what this service closed, whatever the workflow calls that', async () => {
    const external = await make()
    await send(FIXED, { external })
    issue().resolution = "Won't Do"
    at += 60 * 60_000
    await send(BACK, { external })
    expect(issue().status).toBe('To Do')
  })

  it('leaves closed what a person closed as won’t do long after this service had closed it', async () => {
    const external = await make()
    await send(FIXED, { external })
    at += 60 * 60_000
    closeByHand("Won't Do")
    await send(BACK, { external })
    expect(issue().status).toBe('Done')
  })
})
