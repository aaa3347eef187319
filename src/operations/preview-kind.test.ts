import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, pointersOf, startApi } from '../../test/api.ts'
import { useDatabase } from '../../test/database.ts'
import { KINDS } from '../destinations/destination.ts'
import { destinationOf } from '../destinations/index.ts'

const database = useDatabase()
let api: Api
beforeAll(async () => {
  api = await startApi({ db: database.db })
})
afterAll(() => api.close())

const preview = async (kind: string, body: Record<string, unknown>) =>
  (await api.request('POST', `/integration-kinds/${kind}/preview`, body)).body

describe('the preview of a kind', () => {
  it('shows the message of the sample finding for each kind, its secrets masked', async () => {
    for (const kind of KINDS) {
      const { request } = await preview(kind, { event: 'finding_new' })
      expect(request).toMatchObject({ body: expect.stringContaining('SQL injection') })
      expect(JSON.stringify(request)).not.toMatch(/only-an-example|ONLY-AN-EXAMPLE/)
    }
  })

  it('takes what is filled in so far, and the example for what is not valid', async () => {
    const urlOf = async (config: Record<string, unknown>) => {
      const { request } = await preview('jira', { event: 'finding_new', config })
      return (request as { url: string }).url
    }
    expect(await urlOf({ base_url: 'https://acme-own.atlassian.net' })).toContain('https://acme-own.atlassian.net/')
    expect(await urlOf({ base_url: 'no address' })).toBe(await urlOf({}))
  })

  it('says why a kind has no place for an event', async () => {
    expect(await preview('github', { event: 'scan_started' })).toMatchObject({
      request: null,
      not_sent: expect.any(String),
    })
  })

  it('shows how many findings look in one message, where the kind has digests', async () => {
    for (const kind of KINDS) {
      const answer = await api.request('POST', `/integration-kinds/${kind}/preview`, {
        event: 'finding_new',
        digest: true,
      })
      if (destinationOf(kind)?.digest === undefined) expect(pointersOf(answer)).toEqual(['/digest'])
      else expect(answer.body.request).toMatchObject({ body: expect.stringMatching(/more findings/) })
    }
  })

  it('knows no other kind', async () => {
    expect(await api.request('POST', '/integration-kinds/fax/preview', { event: 'scan_done' })).toMatchObject({
      status: 404,
    })
  })
})

describe('the session of a key', () => {
  it('tells the workspace and what the key may do, whatever that is', async () => {
    const made = await api.request('POST', '/keys', { name: 'wall display', scopes: ['scans:read'] })
    const answer = await api.as(String(made.body.key))('GET', '/session')
    expect(answer).toMatchObject({
      status: 200,
      body: { workspace: { name: 'Default' }, user: null, scopes: ['scans:read'], instance_owner: false },
    })
  })
})
