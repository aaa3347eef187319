import { expect, it } from 'vitest'
import { until } from '../process.ts'
import { createScene, finding, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

/** What a scan fired beside its start and end, oldest first. */
const firedBy = async (scene: Scene, scanId: string): Promise<string[]> => {
  const events = await scene.events(`?scan_id=${scanId}`)
  return events
    .filter(({ event }) => event.startsWith('finding_'))
    .map(({ data }) => [data.event, data.finding?.title, data.change_summary].filter(Boolean).join(' '))
    .toSorted()
}

/** Completes a further scan and gives its counts beside what it fired. */
const rescan = async (scene: Scene, findings: readonly unknown[], fields: Record<string, unknown> = {}) => {
  const { scan, ...counts } = await scene.scan(findings, fields)
  return { counts, fired: await firedBy(scene, scan.id), summary: scan.summary, id: scan.id }
}

const [A, B, C] = ['A', 'B', 'C'].map((title) => finding(title))

it('fires nothing for what was seen before, only for what is new', async () => {
  const scene = await createScene(used.service)
  const first = await rescan(scene, [A, B])
  expect(first).toMatchObject({
    counts: { new: 2, seen_again: 0, reopened: 0, fixed: 0 },
    fired: ['finding_new A', 'finding_new B'],
  })
  const second = await rescan(scene, [B, A, C])
  expect(second).toMatchObject({
    counts: { new: 1, seen_again: 2, reopened: 0, fixed: 0 },
    fired: ['finding_new C'],
    summary: { high: 3 },
  })
  expect(await scene.api.all(`/scans/${second.id}/findings`)).toHaveLength(3)
  expect(await scene.api.all(`/scans/${first.id}/findings`)).toHaveLength(2)
})

it('takes a finding without a fingerprint for the same one wherever its line moved', async () => {
  const scene = await createScene(used.service)
  const at = (start_line: number) => ({
    title: 'SQL injection',
    severity: 'high',
    rule_id: 'sqli',
    location: { path: 'src/db.ts', start_line },
  })
  expect((await rescan(scene, [at(10)])).counts).toMatchObject({ new: 1 })
  const again = await rescan(scene, [at(99)])
  expect(again).toMatchObject({ counts: { new: 0, seen_again: 1 }, fired: [] })
  expect(await scene.finding('SQL injection')).toMatchObject({ location: { start_line: 99 } })
})

it('fixes what a full scan no longer sees, leaves a partial one alone, and reopens what comes back', async () => {
  const webhook = await used.receive('webhook')
  const scene = await createScene(used.service)
  await scene.integrate(webhook, { events: ['finding_changed'] })
  await rescan(scene, [A, B])
  expect(await rescan(scene, [A])).toMatchObject({ counts: { seen_again: 1, fixed: 0 }, fired: [] })
  expect(await scene.finding('B')).toMatchObject({ state: 'open' })
  expect(await rescan(scene, [A], { coverage: 'full' })).toMatchObject({
    counts: { new: 0, seen_again: 1, reopened: 0, fixed: 1 },
    fired: ['finding_changed B state: open → fixed'],
  })
  expect(await scene.finding('B')).toMatchObject({ state: 'fixed' })
  expect(await rescan(scene, [A], { coverage: 'full' })).toMatchObject({ counts: { fixed: 0 }, fired: [] })
  expect(await rescan(scene, [B])).toMatchObject({
    counts: { new: 0, seen_again: 0, reopened: 1, fixed: 0 },
    fired: ['finding_changed B state: fixed → open'],
  })
  expect(await scene.finding('B')).toMatchObject({ state: 'open' })
  await scene.settled()
  expect(webhook.receipts).toHaveLength(2)
  expect(webhook.problems()).toEqual([])
})

it('fixes everything when a full scan sees nothing', async () => {
  const scene = await createScene(used.service)
  await rescan(scene, [A, B])
  expect(await rescan(scene, [], { coverage: 'full' })).toMatchObject({
    counts: { new: 0, seen_again: 0, reopened: 0, fixed: 2 },
    fired: ['finding_changed A state: open → fixed', 'finding_changed B state: open → fixed'],
    summary: { high: 0 },
  })
})

it('fires a changed severity, also together with a reopening', async () => {
  const scene = await createScene(used.service)
  await rescan(scene, [A])
  expect(await rescan(scene, [{ ...A, severity: 'critical' }])).toMatchObject({
    counts: { seen_again: 1 },
    fired: ['finding_changed A severity: high → critical'],
    summary: { critical: 1, high: 0 },
  })
  await rescan(scene, [], { coverage: 'full' })
  expect(await rescan(scene, [A])).toMatchObject({
    counts: { reopened: 1 },
    fired: ['finding_changed A state: fixed → open; severity: critical → high'],
  })
})

it('counts a fingerprint that repeats in one body once', async () => {
  const scene = await createScene(used.service)
  expect(await rescan(scene, [A, B, A, { ...A, title: 'A as another says it' }])).toMatchObject({
    counts: { new: 2, seen_again: 0 },
    fired: ['finding_new A', 'finding_new B'],
    summary: { high: 2 },
  })
  expect(await rescan(scene, [A, A])).toMatchObject({ counts: { new: 0, seen_again: 1 }, fired: [] })
})

it('counts fingerprints that repeat across a thousand others once', async () => {
  const scene = await createScene(used.service)
  const many = Array.from({ length: 1100 }, (_, n) => finding(`F${n}`, { severity: 'low' }))
  const done = await scene.scan([...many, ...many.slice(0, 50)])
  expect(done).toMatchObject({ new: 1100, seen_again: 0, scan: { summary: { low: 1100 } } })
  expect(await scene.scan(many, { coverage: 'full' })).toMatchObject({ new: 0, seen_again: 1100, fixed: 0 })
})

const place = (uri: string) => [{ physicalLocation: { artifactLocation: { uri } } }]

const sarif = (suppressed: boolean): unknown => ({
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'scanner' } },
      results: [
        { ruleId: 'loud', message: { text: 'Loud' }, locations: place('a.ts') },
        {
          ruleId: 'quiet',
          message: { text: 'Quiet' },
          locations: place('b.ts'),
          ...(suppressed && { suppressions: [{ kind: 'inSource', justification: 'test data' }] }),
        },
      ],
    },
  ],
})

const upload = async (scene: Scene, report: unknown) => {
  const scanId = await scene.startScan()
  const completion = await scene.api.post<{ new: number }>(`/scans/${scanId}/report`, report)
  return { completion, fired: await firedBy(scene, scanId) }
}

it('stores what the scanner itself suppresses as suppressed and fires nothing, until the scanner takes it back', async () => {
  const scene = await createScene(used.service)
  const first = await upload(scene, sarif(true))
  expect(first.completion).toMatchObject({ new: 2, scan: { summary: { medium: 1 } } })
  expect(first.fired).toEqual([expect.stringMatching(/^finding_new .*loud/i)])
  const [quiet] = await scene.api.all<{ id: string }>('/findings?suppressed=true')
  expect(quiet).toMatchObject({ suppressed: 'accepted_risk', suppressed_note: 'test data', rule_id: 'quiet' })
  const again = await upload(scene, sarif(true))
  expect(again).toMatchObject({ completion: { new: 0, seen_again: 2 }, fired: [] })
  const back = await upload(scene, sarif(false))
  expect(back.fired).toEqual([expect.stringMatching(/^finding_changed .* suppressed: accepted_risk → no$/)])
})

it("keeps a person's suppression over rescans", async () => {
  const scene = await createScene(used.service)
  await rescan(scene, [A])
  const { id } = await scene.finding('A')
  await scene.api.post(`/findings/${id}/suppress`, { reason: 'wont_fix', note: 'ours' })
  expect(await rescan(scene, [A])).toMatchObject({ counts: { seen_again: 1 }, fired: [], summary: { high: 0 } })
  expect(await scene.finding('A')).toMatchObject({ suppressed: 'wont_fix', suppressed_note: 'ours' })
})

it('answers the same end of an ended scan the same and another one with 409, and fires nothing', async () => {
  const scene = await createScene(used.service)
  const scanId = await scene.startScan()
  const path = `/scans/${scanId}`
  const first = await scene.request('POST', `${path}/complete`, { findings: [A] })
  const fired = (await scene.events()).length
  const again = await scene.request('POST', `${path}/complete`, { findings: [A] })
  expect(again).toMatchObject({ status: 200, body: first.body })
  const others = [
    await scene.request('POST', `${path}/complete`, { findings: [A, B] }),
    await scene.request('POST', `${path}/complete`, { findings: [A], coverage: 'full' }),
    await scene.request('POST', `${path}/report`, { findings: [A] }),
    await scene.request('POST', `${path}/fail`, { error: 'late' }),
  ]
  for (const other of others) expect(other).toMatchObject({ status: 409, body: { code: 'scan_already_ended' } })
  expect(await scene.events()).toHaveLength(fired)
  expect(await scene.api.all('/findings')).toHaveLength(1)
  expect(await scene.api.get(path)).toMatchObject({ status: 'done', error: null })
})

it('answers a failed scan that fails again the same way, and refuses another error or a completion', async () => {
  const scene = await createScene(used.service)
  const path = `/scans/${await scene.startScan()}`
  const first = await scene.request('POST', `${path}/fail`, { error: 'no route' })
  expect(await scene.request('POST', `${path}/fail`, { error: 'no route' })).toMatchObject({
    status: 200,
    body: first.body,
  })
  expect(await scene.request('POST', `${path}/fail`, { error: 'other' })).toMatchObject({ status: 409 })
  expect(await scene.request('POST', `${path}/complete`, { findings: [] })).toMatchObject({
    status: 409,
    body: { code: 'scan_already_ended' },
  })
  expect((await scene.events()).map(({ event }) => event)).toEqual(['scan_started', 'scan_failed'])
})

it('holds one fingerprint at two targets for two findings', async () => {
  const scene = await createScene(used.service)
  await scene.scan([A])
  const other = await scene.addTarget('other')
  expect(await scene.complete(await scene.startScan(other), [A], { coverage: 'full' })).toMatchObject({
    new: 1,
    fixed: 0,
  })
  expect(await scene.api.all('/findings')).toHaveLength(2)
  expect(await scene.api.all(`/findings?target_id=${other}`)).toHaveLength(1)
})

it('ends many scans of one target at once without duplicates or deadlocks', async () => {
  const scene = await createScene(used.service)
  const many = Array.from({ length: 60 }, (_, n) => finding(`F${n}`))
  const scans = await Promise.all(Array.from({ length: 6 }, () => scene.startScan()))
  // Each in another order, so that locks taken row by row would meet crosswise.
  const ends = await Promise.all(
    scans.map((scanId, n) =>
      scene.complete(scanId, [...many.slice(n * 10), ...many.slice(0, n * 10)], { coverage: 'full' }),
    ),
  )
  expect(ends.map((end) => end.new).toSorted((a, b) => b - a)).toEqual([60, 0, 0, 0, 0, 0])
  expect(ends.reduce((sum, end) => sum + end.seen_again, 0)).toBe(300)
  expect(ends.every(({ fixed, reopened }) => fixed === 0 && reopened === 0)).toBe(true)
  expect(await scene.api.all('/findings')).toHaveLength(60)
  expect(await scene.api.all('/events?event=finding_new')).toHaveLength(60)
})

it('ends a scan once when it is completed by many at once', async () => {
  const scene = await createScene(used.service)
  const scanId = await scene.startScan()
  const ends = await Promise.all(Array.from({ length: 6 }, () => scene.complete(scanId, [A])))
  for (const end of ends) expect(end).toEqual(ends[0])
  expect((await scene.events()).map(({ event }) => event).toSorted()).toEqual([
    'finding_new',
    'scan_done',
    'scan_started',
  ])
})

it('sees what a person changes while a scan of the same finding ends', async () => {
  const scene = await createScene(used.service)
  await scene.scan([A])
  const { id } = await scene.finding('A')
  const scanId = await scene.startScan()
  // As `recheck` does it, its transaction held open.
  const ending = await used.service.db.transaction(async (tx) => {
    await tx.query("update findings set state = 'fixed' where id = $1", [id])
    const completing = scene.complete(scanId, [A])
    await until('the end of the scan waits for the finding', async () => {
      const { rows } = await used.service.db.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      return rows.length > 0 ? true : undefined
    })
    return { completing }
  })
  expect(await ending.completing).toMatchObject({ reopened: 1, seen_again: 0 })
  expect(await firedBy(scene, scanId)).toEqual(['finding_changed A state: fixed → open'])
})
