import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testLog } from '../../test/database.ts'
import fastify from 'fastify'
import { addDashboard, NONCE_MARK } from './dashboard.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pencheff-dashboard-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), `<meta nonce="${NONCE_MARK}"><script nonce="${NONCE_MARK}"></script>`)
  await writeFile(join(folder, 'assets', 'index-1a2b.js'), 'export {}')
})
afterAll(() => rm(folder, { recursive: true }))

const serve = (built: string) => {
  const app = fastify()
  addDashboard(app, built, testLog)
  return app
}

const nonceOf = (page: string): string | undefined => /nonce="([^"]+)"/.exec(page)?.[1]

describe('the dashboard', () => {
  it('is one page for all its addresses, also for deep links', async () => {
    const app = serve(folder)
    for (const url of [
      '/',
      '/findings',
      '/findings/01a21045',
      '/scans/1',
      '/deliveries/1',
      '/integrations/new/slack',
    ]) {
      const answer = await app.inject(url)
      expect([url, answer.statusCode, answer.headers['content-type']]).toEqual([url, 200, 'text/html; charset=utf-8'])
    }
  })

  it('gives each answer a nonce of its own, in the page and in its policy', async () => {
    const app = serve(folder)
    const [one, other] = [await app.inject('/'), await app.inject('/')]
    expect(one.body).not.toContain(NONCE_MARK)
    expect(nonceOf(one.body)).not.toBe(nonceOf(other.body))
    expect(one.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonceOf(one.body) ?? ''}'`)
    expect(one.headers['content-security-policy']).not.toContain('unsafe')
  })

  it('lets browsers keep the files, whose names hold their hash, for a year', async () => {
    const answer = await serve(folder).inject('/assets/index-1a2b.js')
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  it('knows no other address', async () => {
    const app = serve(folder)
    for (const url of ['/admin', '/assets/nothing.js', '/assets/../index.html', '/assets/%2e%2e/index.html'])
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404])
  })

  it('says that it is not built, and how to build it', async () => {
    const answer = await serve(join(folder, 'nothing')).inject('/')
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('npm run build:dashboard')
  })
})
