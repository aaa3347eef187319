import type { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { CHANGE_KINDS } from '../core/change-kinds.ts'
import { type ChangeHub, type ChangeHubOptions, createChangeHub } from './change-hub.ts'

let hub: ChangeHub
afterEach(() => hub.close())

const open = (options: ChangeHubOptions = {}): ChangeHub => (hub = createChangeHub({ gapMs: 5, ...options }))

const nextOf = async (feed: Readable): Promise<unknown> => {
  const { value } = (await feed.iterator({ destroyOnReturn: false }).next()) as { value: unknown }
  return value
}

describe('a feed of changes', () => {
  it('brings what came while it was read in one list, each kind once', async () => {
    const feed = open().open('w')
    for (let at = 0; at < 100; at += 1) hub.tell('w', at % 2 === 0 ? ['scans'] : ['events', 'scans'])
    expect(await nextOf(feed)).toEqual(['scans', 'events'])
    hub.tell('w', ['keys'])
    hub.tell('w', ['audit'])
    expect(await nextOf(feed)).toEqual(['keys', 'audit'])
  })

  it('brings nothing of another workspace, but everything once notices were missed', async () => {
    const feed = open().open('w')
    hub.tell('other', ['scans'])
    hub.tellAll()
    expect(await nextOf(feed)).toEqual(CHANGE_KINDS)
  })

  it('shows a sign of life where nothing changes', async () => {
    expect(await nextOf(open({ beatMs: 5 }).open('w'))).toEqual([])
  })

  it('ends with the hub', async () => {
    const feed = open().open('w')
    await hub.close()
    expect(await feed.toArray()).toEqual([])
    expect(() => hub.open('w')).toThrow('closing')
  })
})

describe('too many feeds', () => {
  it('of a workspace are its own affair, until one is left', () => {
    const feed = open({ perWorkspace: 1 }).open('w')
    expect(() => hub.open('w')).toThrow(expect.objectContaining({ code: 'rate_limited', status: 429 }))
    hub.open('other')
    feed.destroy()
    return new Promise<void>((resolve) => feed.once('close', resolve)).then(() => hub.open('w'))
  })

  it('of the process are told so', () => {
    open({ perProcess: 2 })
    hub.open('a')
    hub.open('b')
    expect(() => hub.open('c')).toThrow(
      expect.objectContaining({ code: 'unavailable', status: 503, headers: { 'retry-after': '30' } }),
    )
  })
})
