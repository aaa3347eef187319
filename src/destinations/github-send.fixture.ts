import { afterEach, beforeEach, expect } from 'vitest'
import { startGithub, type GithubReceiver } from '../../demo/receivers/github.ts'
import type { Fault } from '../../demo/receivers/index.ts'
import { clientTo } from '../../test/describe-destination/client.ts'
import type { EventPayload } from '../core/event.ts'
import type { HttpClient } from '../core/http.ts'
import type { ExternalRef, Outcome } from '../core/outcome.ts'
import { sampleEvents } from '../core/sample.ts'
import type { GithubConfig } from './github-config.ts'
import { github as destination } from './github.ts'

const renderContext = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }

export interface Options {
  attempt?: number
  external?: ExternalRef
  config?: object
  deliveryId?: string
  /** Characters of an answer that are read. */
  keep?: number
}

/** The ref of the first issue. */
export const external = { ref: '1', url: 'https://github.example/acme/shop/issues/1' }

/** A GitHub for each test of a file, over HTTP. `fault` answers in its place unless it is undefined. */
export const useGithub = () => {
  let github: GithubReceiver
  const scene = { fault: (_method: string, _path: string): Fault | undefined => undefined }
  const calm = scene.fault
  beforeEach(async () => {
    scene.fault = calm
    github = await startGithub({ fault: (_n, { method, path }) => scene.fault(method, path) })
  })
  afterEach(() => github.close())

  const client = (keep = Infinity): HttpClient => {
    const send = clientTo(github.url)
    return async (request) => {
      const response = await send({ ...request, headers: { 'user-agent': 'test', ...request.headers } })
      return { ...response, body: response.body.slice(0, keep) }
    }
  }
  const contextOf = ({ attempt = 1, external: ref, deliveryId = 'd1', keep }: Options) => ({
    deliveryId,
    attempt,
    now: new Date('2026-11-24T14:06:00Z'),
    http: client(keep),
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
    return destination.send(destination.render(event, config, renderContext), config, contextOf(options))
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
    /** `METHOD /path` of all that came. */
    paths: () => github.receipts.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`),
    /** The issue of the sample's finding, by a delivery of its own. */
    make: async (): Promise<void> => {
      expect(await send(sampleEvents.finding_new, { deliveryId: 'd0' })).toEqual({ status: 'delivered', external })
    },
  })
}
