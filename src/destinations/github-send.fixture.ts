import { afterEach, beforeEach, expect } from 'vitest'
import { startGithub, type GithubReceiver } from '../../demo/receivers/github.ts'
import type { Fault } from '../../demo/receivers/index.ts'
import { clientTo } from '../../test/describe-destination/client.ts'
import { createIntents } from '../../test/intents.ts'
import type { EventPayload } from '../core/event.ts'
import type { HttpClient } from '../core/http.ts'
import type { ExternalRef, Outcome } from '../core/outcome.ts'
import { sampleEvents } from '../core/sample.ts'
import type { Intents } from './destination.ts'
import type { GithubConfig } from './github-config.ts'
import { github as destination } from './github.ts'

const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }

export interface Options {
  external?: ExternalRef
  config?: object
  deliveryId?: string
}

const START = Date.parse('2026-11-24T14:06:00Z')

/** The ref of the first issue. */
export const external = { ref: '1', url: 'https://github.example/acme/shop/issues/1' }

const clientAt =
  (url: string): HttpClient =>
  (request) =>
    clientTo(url)({ ...request, headers: { 'user-agent': 'test', ...request.headers } })

/** A GitHub for each test of a file, over HTTP. `fault` answers in its place unless it is undefined. */
export const useGithub = () => {
  let github: GithubReceiver
  let intents: Intents
  const scene = { at: START, fault: (_method: string, _path: string): Fault | undefined => undefined }
  const newIntents = () => createIntents(() => new Date(scene.at))
  const calm = scene.fault
  beforeEach(async () => {
    scene.fault = calm
    scene.at = START
    intents = newIntents()
    github = await startGithub({ now: () => scene.at, fault: (_n, { method, path }) => scene.fault(method, path) })
  })
  afterEach(() => github.close())

  const contextOf = ({ external: ref, deliveryId = 'd1' }: Options) => ({
    deliveryId,
    intents,
    now: new Date(scene.at),
    http: clientAt(github.url),
    sleep: () => Promise.resolve(),
    ...(ref && { external: ref }),
  })
  const configOf = (extra: object = {}): GithubConfig => ({
    ...destination.example,
    ...destination.config.parse({ ...github.config, ...extra }),
  })
  const send = async (event: EventPayload, options: Options = {}): Promise<Outcome> => {
    const config = configOf(options.config)
    if (!destination.send) throw new Error('it sends by itself')
    return destination.send(destination.render(event, config, renderContext), config, {
      ...contextOf(options),
      isNew: event.event === 'finding_new',
    })
  }

  return Object.assign(scene, {
    github: () => github,
    send,
    probe: async (extra?: object): Promise<Outcome> => {
      if (!destination.probe) throw new Error('it probes by itself')
      return destination.probe(configOf(extra), { ...contextOf({}), ...renderContext })
    },
    issueAt: (index = 0) => {
      const issue = github.issues[index]
      if (!issue) throw new Error('there is no such issue')
      return issue
    },
    /** No intent is left, as of an integration that was deleted and made anew. */
    forget: () => {
      intents = newIntents()
    },
    /** `METHOD /path` of all that came. */
    paths: () => github.receipts.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`),
    /** The issue of the sample's finding, by a delivery of its own. */
    make: async (): Promise<void> => {
      expect(await send(sampleEvents.finding_new, { deliveryId: 'd0' })).toEqual({ status: 'delivered', external })
    },
  })
}
