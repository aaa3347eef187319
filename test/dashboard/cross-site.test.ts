import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countRows } from '../flows/count-rows.ts'
import { useService } from '../service.ts'
import { useBrowser } from './browser.ts'

const used = useService()
const visit = useBrowser()
const PASSWORD = 'correct horse battery'

// Another site's page; as 127.0.0.1 it is of the same site as the service, as which browsers send every cookie along.
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Prizes</title>')
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  server.closeAllConnections()
})

/** What a page of another site may try, as functions of the service's address. Each runs in that page. */
const ATTACKS: Record<string, string> = {
  ...Object.fromEntries(
    ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'].map((type) => [
      `a form of the type ${type}`,
      `(url) => new Promise((done) => {
        const frame = Object.assign(document.createElement('iframe'), { name: 'to', onload: done })
        document.body.append(frame)
        const form = Object.assign(document.createElement('form'), { method: 'post', action: url + '/api/targets', target: 'to', enctype: '${type}' })
        form.append(Object.assign(document.createElement('input'), { name: '{"kind":"url","name":"planted","x":"', value: '"}' }))
        document.body.append(form)
        form.submit()
        setTimeout(done, 1000)
      })`,
    ]),
  ),
  'a form that signs in as somebody else': `(url) => new Promise((done) => {
    const form = Object.assign(document.createElement('form'), { method: 'post', action: url + '/api/session', target: '_blank', enctype: 'text/plain' })
    form.append(Object.assign(document.createElement('input'), { name: '{"email":"mallory@example.com","password":"${PASSWORD}","x":"', value: '"}' }))
    document.body.append(form)
    form.submit()
    setTimeout(done, 500)
  })`,
  'a fetch without CORS': `(url) => fetch(url + '/api/targets', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"kind":"url","name":"planted"}' }).catch(String)`,
  'a fetch with JSON': `(url) => fetch(url + '/api/targets', { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{"kind":"url","name":"planted"}' }).catch(String)`,
  'a fetch with our header': `(url) => fetch(url + '/api/targets', { method: 'POST', credentials: 'include', headers: { 'x-pencheff-csrf': '1' }, body: '{"kind":"url","name":"planted"}' }).catch(String)`,
  'a deletion of the session': `(url) => fetch(url + '/api/session', { method: 'DELETE', credentials: 'include' }).catch(String)`,
  'a beacon': `(url) => Promise.resolve(navigator.sendBeacon(url + '/api/targets', '{"kind":"url","name":"planted"}'))`,
  'an image': `(url) => new Promise((done) => Object.assign(new Image(), { onload: done, onerror: done, src: url + '/api/targets' }))`,
  'a script': `(url) => new Promise((done) => document.head.append(Object.assign(document.createElement('script'), { onload: done, onerror: done, src: url + '/api/targets' })))`,
  'a popup': `(url) => new Promise((done) => { window.open(url + '/api/session'); setTimeout(done, 500) })`,
  'a service worker': `(url) => navigator.serviceWorker.register(url + '/assets/x.js').catch(String)`,
}

/** Reads what the session may read; the text where it could, else how it failed. */
const READ = `(url) => fetch(url + '/api/users', { credentials: 'include', headers: { 'x-pencheff-csrf': '1' } }).then((answer) => answer.text(), String)`
const READ_PLAIN = `(url) => fetch(url + '/api/users', { credentials: 'include' }).then((answer) => answer.text(), String)`

let invited = 0

/** An owner who signs in through a link of the first key. */
const signIn = async (page: Page): Promise<string> => {
  const email = `owner-${String(++invited)}@example.com`
  const { body } = await used.service.request('POST', '/users', { email, role: 'owner' })
  await page.goto(String(body.link))
  await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Set it and sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  return email
}

test('a page of another site, or of a sister port, changes and reads nothing in the name of who is signed in', async () => {
  const { url, db } = used.service
  await using visited = await visit(url)
  const email = await signIn(visited.page)
  const rows = await countRows(db)
  for (const host of ['localhost', '127.0.0.1']) {
    const page = await visited.page.context().newPage()
    await page.goto(`http://${host}:${String(port)}/`)
    for (const attack of Object.values(ATTACKS)) await page.evaluate(`(${attack})(${JSON.stringify(url)})`)
    for (const read of [READ, READ_PLAIN])
      expect(await page.evaluate<string>(`(${read})(${JSON.stringify(url)})`)).toMatch(/^TypeError: Failed to fetch/)
    await page.close()
  }
  expect(await countRows(db)).toBe(rows)
  await visited.page.goto('/settings')
  await visited.page.getByText(email).first().waitFor()
}, 60_000)

test('the same requests do what they ask for in a page of ours: the test above can fail', async () => {
  const { url, db } = used.service
  await using visited = await visit(url)
  const { page } = visited
  await signIn(page)
  const rows = await countRows(db)
  const own = ATTACKS['a fetch with JSON']?.replace(`{ 'content-type'`, `{ 'x-pencheff-csrf': '1', 'content-type'`)
  await page.evaluate(`(${String(own)})('')`)
  expect(await countRows(db)).toBe(rows + 1)
})

const FRAME = `(src) => new Promise((onload) => document.body.append(Object.assign(document.createElement('iframe'), { onload, src })))`

test('no page of ours stands in a frame of another', async () => {
  const { url } = used.service
  await using visited = await visit(url, { tolerates: /frame-ancestors/ })
  const { page } = visited
  await page.goto(`http://localhost:${String(port)}/`)
  await page.evaluate(`(${FRAME})(${JSON.stringify(url)})`)
  const [frame] = page.mainFrame().childFrames()
  expect(await frame?.evaluate<string>('location.protocol')).toBe('chrome-error:')
})
