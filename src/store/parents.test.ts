import { beforeAll, expect, it } from 'vitest'
import { useQueuedApi } from '../../test/queued-api.ts'

const used = useQueuedApi()
const COUNT = 3
let gone: string
let kept: string
let scanId: string

beforeAll(async () => {
  gone = await used.make('/targets', { kind: 'url', name: 'gone' })
  kept = await used.make('/targets', { kind: 'url', name: 'kept' })
  await used.scan(gone, COUNT)
  await used.scan(gone, COUNT)
  scanId = await used.scan(kept, COUNT)
})

const count = async (statement: string, values: unknown[] = []): Promise<number> =>
  (await used.db.query<{ count: number }>(`select count(*) from ${statement}`, values)).rows[0]?.count ?? NaN

it('takes the scans and findings of a target with it, and leaves those of others', async () => {
  expect((await used.request('DELETE', `/targets/${gone}`)).status).toBe(204)
  expect(await count('scans where target_id = $1', [gone])).toBe(0)
  expect(await count('findings where target_id = $1', [gone])).toBe(0)
  expect(await count('scan_findings where scan_id <> $1', [scanId])).toBe(0)
  expect(await count('scan_findings')).toBe(COUNT)
  expect(await count('findings where target_id = $1', [kept])).toBe(COUNT)
})

it('lets no finding in whose target goes in the same moment', async () => {
  const target = await used.make('/targets', { kind: 'url', name: 'raced' })
  const scan = await used.make('/scans', { target_id: target })
  const findings = Array.from({ length: 200 }, (_, n) => ({ title: `Finding ${n}`, severity: 'high' }))
  const [completed, removed] = await Promise.all([
    used.request('POST', `/scans/${scan}/complete`, { findings }),
    used.request('DELETE', `/targets/${target}`),
  ])
  expect([200, 404]).toContain(completed.status)
  expect(removed.status).toBe(204)
  expect(await count('findings where target_id = $1', [target])).toBe(0)
  expect(await count('scan_findings where scan_id = $1', [scan])).toBe(0)
})

it('takes the events of a workspace with it', async () => {
  const made = await used.request('POST', '/workspaces', { name: 'short-lived' })
  const request = used.api.as(String(made.body.key))
  const target = await request('POST', '/targets', { kind: 'url', name: 'there' })
  const before = await count('events')
  await request('POST', '/scans', { target_id: target.body.id })
  expect(await count('events')).toBe(before + 1)
  await used.db.query('delete from workspaces where id = $1', [made.body.id])
  expect(await count('events')).toBe(before)
})
