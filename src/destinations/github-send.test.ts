import { describe, expect, it } from 'vitest'
import { TransportError } from '../core/http.ts'
import { sampleEvents } from '../core/sample.ts'
import { external, useGithub } from './github-send.fixture.ts'

const NEW = sampleEvents.finding_new
const MINUTE = 60_000
const scene = useGithub()

describe('a new finding', () => {
  it('makes one issue with its marker on the first line', async () => {
    await scene.make()
    expect(scene.issueAt().body).toMatch(/^<!-- pencheff:finding=[\da-f]{40} -->\n/)
    expect(scene.issueAt().labels).toEqual(['pencheff', 'severity:critical', 'security'])
    expect(scene.paths()).toEqual(['POST /repos/acme/shop/issues'])
    expect(scene.github().problems()).toEqual([])
  })

  it('finds the issue of an attempt whose answer was lost', async () => {
    await scene.make()
    expect(await scene.send(NEW)).toMatchObject({ status: 'delivered', external })
    expect(scene.github().issues).toHaveLength(1)
  })

  it('waits until GitHub shows what an attempt that died may have made, and makes it when there is none', async () => {
    scene.fault = (method) => (method === 'POST' ? 'reset' : undefined)
    await expect(scene.send(NEW)).rejects.toThrow(TransportError)
    scene.fault = () => undefined
    scene.at += 29_000
    expect(await scene.send(NEW)).toMatchObject({
      status: 'retry',
      detail: expect.stringContaining('looked for again') as string,
    })
    scene.at += 1000
    expect(await scene.send(NEW)).toEqual({ status: 'delivered', external })
    expect(scene.paths()).toEqual([
      'POST /repos/acme/shop/issues',
      'GET /repos/acme/shop/issues',
      'GET /repos/acme/shop/issues',
      'POST /repos/acme/shop/issues',
    ])
  })

  it('looks only at what changed since the attempt that may have made it', async () => {
    await scene.make()
    const old = { ...scene.issueAt(), updatedAt: scene.at - 2 * 60 * MINUTE, body: 'older' }
    scene.github().issues.push(...Array.from({ length: 300 }, (_, n) => ({ ...old, number: n + 2 })))
    expect(await scene.send(NEW)).toMatchObject({ external })
    expect(scene.paths().slice(1)).toEqual(['GET /repos/acme/shop/issues', 'GET /user'])
  })

  it('is made by one of two that try at once; the other looks for it again', async () => {
    const config = { labels: ['another integration'] }
    const outcomes = await Promise.all([scene.send(NEW), scene.send(NEW, { deliveryId: 'd2', config })])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual([
      'delivered',
      expect.stringMatching(/^(delivered|retry)$/),
    ])
    expect(await scene.send(NEW, { deliveryId: 'd2', config })).toMatchObject({ status: 'delivered', external })
    expect(scene.github().issues).toHaveLength(1)
  })

  it('that GitHub refused for now is made at once when it may be', async () => {
    const body = JSON.stringify({ message: 'You have exceeded a secondary rate limit', documentation_url: 'x' })
    scene.fault = () => ({ status: 403, headers: { 'retry-after': '7' }, body })
    expect(await scene.send(NEW)).toMatchObject({ status: 'retry', afterMs: 7000 })
    scene.fault = () => undefined
    scene.at += 7000
    expect(await scene.send(NEW)).toEqual({ status: 'delivered', external })
    expect(scene.paths()).toEqual(['POST /repos/acme/shop/issues', 'POST /repos/acme/shop/issues'])
  })

  it('finds the issue of an attempt whose answer was lost also where GitHub left its labels out', async () => {
    await scene.make()
    scene.issueAt().labels = []
    expect(await scene.send(NEW)).toMatchObject({ external })
    expect(scene.github().issues).toHaveLength(1)
  })

  it('finds it days later by its label among many others', async () => {
    await scene.make()
    const other = { ...scene.issueAt(), labels: [], body: 'another' }
    scene.github().issues.push(...Array.from({ length: 300 }, (_, n) => ({ ...other, number: n + 2 })))
    scene.at += 3 * 24 * 60 * MINUTE
    expect(await scene.send(NEW)).toMatchObject({ external })
    expect(scene.paths().slice(1)).toEqual(['GET /repos/acme/shop/issues', 'GET /user'])
  })

  it('finds it behind other issues, on later pages', async () => {
    await scene.make()
    scene
      .github()
      .issues.push(
        ...Array.from({ length: 230 }, (_, index) => ({ ...scene.issueAt(), number: index + 2, body: 'another' })),
      )
    expect(await scene.send(NEW)).toMatchObject({ external })
    const pages = scene
      .github()
      .receipts.filter(({ path }) => path.includes('page='))
      .map(({ path }) => path)
    expect(pages.map((path) => /&page=(\d+)/.exec(path)?.[1])).toEqual(['1', '2', '3'])
    expect(scene.github().issues).toHaveLength(231)
  })

  it('does not trust a marker that somebody else wrote, nor a pull request', async () => {
    await scene.make()
    const stolen = scene.issueAt()
    scene.github().issues.splice(0, 1, { ...stolen, user: 'mallory' }, { ...stolen, number: 2, isPullRequest: true })
    scene.at += MINUTE
    expect(await scene.send(NEW)).toMatchObject({ status: 'delivered', external: { ref: '3' } })
  })

  it('trusts bots where the token is an app’s, which has no account to ask for', async () => {
    await scene.make()
    const message = 'Resource not accessible by integration'
    scene.fault = (_method, path) => (path === '/user' ? { status: 403, body: JSON.stringify({ message }) } : undefined)
    scene.issueAt().user = 'pencheff[bot]'
    expect(await scene.send(NEW)).toMatchObject({ external })
    scene.issueAt().user = 'mallory'
    scene.at += MINUTE
    expect(await scene.send(NEW)).toMatchObject({ external: { ref: '2' } })
  })

  it('says when GitHub left the labels out', async () => {
    const body = { number: 7, html_url: 'https://github.example/acme/shop/issues/7', state: 'open', labels: [] }
    scene.fault = (method) => (method === 'POST' ? { status: 201, body: JSON.stringify(body) } : undefined)
    expect(await scene.send(NEW)).toMatchObject({ detail: expect.stringContaining('left the labels out') as string })
  })

  it('follows a renamed repository on the same host', async () => {
    expect(await scene.send(NEW, { config: { repo: 'acme/old-shop' } })).toEqual({ status: 'delivered', external })
    expect(scene.paths()).toEqual(['POST /repos/acme/old-shop/issues', 'POST /repositories/1/issues'])
    expect(scene.github().issues).toHaveLength(1)
  })

  it('does not follow to another host, nor in a circle', async () => {
    const to = (location: string) => () => ({ status: 307, headers: { location }, body: '{}' })
    scene.fault = to('https://evil.example/repos/acme/shop/issues')
    expect(await scene.send(NEW)).toMatchObject({ status: 'rejected', reason: 'invalid_request' })
    expect(scene.github().receipts).toHaveLength(1)
    scene.fault = to(`${scene.github().url}/repos/acme/shop/issues`)
    expect(await scene.send(NEW)).toMatchObject({ status: 'rejected', reason: 'invalid_request' })
    expect(scene.github().receipts).toHaveLength(5)
  })

  it('is tried again after a broken answer, and passes a lost connection on', async () => {
    scene.fault = (method) => (method === 'POST' ? { status: 502, body: '<h1>Bad gateway</h1>' } : undefined)
    expect(await scene.send(NEW)).toMatchObject({ status: 'retry', reason: 'server' })
    scene.at += MINUTE
    scene.fault = (method) => (method === 'POST' ? { status: 201, body: '{}' } : undefined)
    expect(await scene.send(NEW)).toMatchObject({ status: 'retry', reason: 'server' })
    scene.at += MINUTE
    scene.fault = (method) => (method === 'POST' ? 'reset' : undefined)
    await expect(scene.send(NEW)).rejects.toThrow(TransportError)
  })

  it('makes nothing where a sign-in page answers', async () => {
    scene.fault = () => ({ status: 200, body: '<title>Sign in</title>' })
    expect(await scene.send(NEW)).toMatchObject({
      status: 'rejected',
      detail: expect.stringContaining('API URL') as string,
    })
    expect(scene.github().receipts).toHaveLength(1)
  })
})

describe('the connection test', () => {
  const repository = (extra: object) => {
    scene.fault = () => ({ status: 200, body: JSON.stringify({ full_name: 'acme/shop', ...extra }) })
  }

  it('reads the repository and makes nothing', async () => {
    expect(await scene.probe()).toMatchObject({ status: 'delivered' })
    expect(scene.paths()).toEqual(['GET /repos/acme/shop'])
  })

  it('tells the new name of a renamed repository', async () => {
    expect(await scene.probe({ repo: 'acme/old-shop' })).toMatchObject({
      detail: expect.stringMatching(/now called acme\/shop$/) as string,
    })
  })

  it.each([
    [{ archived: true }, 'rejected', /archived/],
    [{ has_issues: false }, 'rejected', /switched off/],
    [{ permissions: { push: false, triage: false } }, 'delivered', /only read access/],
  ])('of a repository with %j is %s', async (extra, status, detail) => {
    repository(extra)
    const outcome = await scene.probe()
    expect(outcome.status).toBe(status)
    expect(outcome.detail).toMatch(detail)
  })

  it('of a wrong token or repository says which', async () => {
    expect(await scene.probe({ token: 'wrong' })).toMatchObject({ status: 'rejected', reason: 'auth', disable: true })
    expect(await scene.probe({ repo: 'acme/nothing' })).toMatchObject({ status: 'rejected', reason: 'not_found' })
  })
})
