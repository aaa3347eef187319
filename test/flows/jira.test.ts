import { expect, it } from 'vitest'
import { createScene, finding, only } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()

it.concurrent('makes one ticket a finding, comments what changes on it, and moves it', async () => {
  const jira = await used.receive('jira')
  const scene = await createScene(used.service)
  const integrationId = await scene.integrate(jira)
  await scene.scan([finding('SQL injection')])
  await scene.settled()
  const issue = only(jira.issues)
  expect(issue).toMatchObject({ status: 'To Do', comments: [], summary: expect.stringContaining('SQL injection') })

  const found = await scene.finding('SQL injection')
  expect(found.external_refs).toEqual([
    {
      integration_id: integrationId,
      integration_name: expect.stringMatching(/^jira/),
      kind: 'jira',
      ref: issue.id,
      url: `${jira.url}/browse/${issue.key}`,
    },
  ])
  const delivery = only(await scene.deliveries('?event=finding_new'))
  expect(delivery).toMatchObject({ state: 'delivered', external_url: `${jira.url}/browse/${issue.key}` })

  await scene.api.post(`/findings/${found.id}/status`, { verification_status: 'true_positive' })
  await scene.settled()
  expect(jira.issues).toHaveLength(1)
  expect(issue.comments.map(({ text }) => text)).toEqual([expect.stringContaining('confirmed')])
  expect(issue.status).toBe('To Do')

  await scene.api.post(`/findings/${found.id}/recheck`, { outcome: 'fixed' })
  await scene.settled()
  expect(issue).toMatchObject({ status: 'Done', comments: { length: 2 } })

  await scene.scan([finding('SQL injection')])
  await scene.settled()
  expect(jira.issues).toHaveLength(1)
  expect(issue.status).not.toBe('Done')
  expect(issue.comments.at(-1)?.text).toContain('back')
  expect(jira.problems()).toEqual([])
})

it.concurrent('makes no second ticket when the finding is seen again', async () => {
  const jira = await used.receive('jira')
  const scene = await createScene(used.service)
  await scene.integrate(jira)
  await scene.scan([finding('A'), finding('B')])
  await scene.scan([finding('A'), finding('B')])
  await scene.settled()
  expect(jira.issues).toHaveLength(2)
  expect(jira.issues.flatMap(({ comments }) => comments)).toEqual([])
  expect(jira.problems()).toEqual([])
})

it.concurrent('never lets a change overtake the new finding, also where making the ticket fails first', async () => {
  const jira = await used.receive('jira', {
    fault: (n) => (n <= 1 ? { status: 503, headers: { 'retry-after': '1' }, body: 'Service Unavailable' } : undefined),
  })
  const scene = await createScene(used.service)
  await scene.integrate(jira, { delivery: { retry_schedule: [1, 1, 1] } })
  await scene.scan([finding('SQL injection')])
  const { id } = await scene.finding('SQL injection')
  await scene.api.post(`/findings/${id}/status`, { verification_status: 'true_positive' })
  await scene.api.post(`/findings/${id}/recheck`, { outcome: 'present' })
  await scene.settled()
  const issue = only(jira.issues)
  expect(issue.comments.map(({ text }) => text)).toEqual([
    expect.stringContaining('confirmed'),
    expect.stringContaining('recheck'),
  ])
  const deliveries = await scene.deliveries(`?finding_id=${id}`)
  expect(deliveries.map(({ event, state }) => `${event} ${state}`)).toEqual([
    'finding_new delivered',
    'finding_changed delivered',
    'finding_changed delivered',
  ])
  const [made, ...changed] = deliveries.map(({ attempts }) => attempts)
  expect(made).toHaveLength(2)
  expect(made![0]).toMatchObject({ status: 503, outcome: 'retry' })
  const madeAt = made!.at(-1)!.started_at
  for (const attempts of changed) expect(only(attempts).started_at > madeAt).toBe(true)
  expect(jira.problems()).toEqual([])
})

it.concurrent('finds the ticket again when the answer that named it was lost', async () => {
  const jira = await used.receive('jira')
  const scene = await createScene(used.service)
  await scene.integrate(jira, { events: ['finding_new'] })
  await scene.scan([finding('SQL injection')])
  await scene.settled()
  const delivery = only(await scene.deliveries())
  await used.service.db.query(
    'delete from external_refs where workspace_id = (select workspace_id from deliveries where id = $1)',
    [delivery.id],
  )
  await scene.api.post(`/deliveries/${delivery.id}/replay`)
  await scene.settled()
  expect(jira.issues).toHaveLength(1)
  expect((await scene.finding('SQL injection')).external_refs).toMatchObject([{ ref: only(jira.issues).id }])
  expect(jira.problems()).toEqual([])
})
