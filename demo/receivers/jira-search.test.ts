import { describe, expect, test } from 'vitest'
import { call, fields, start } from './jira-client.fixture.ts'
import type { JiraReceiver } from './jira.ts'

const search = (jql: string, extra: object = {}) => ({
  jql: `project = "SEC" AND ${jql}`,
  fields: ['status'],
  ...extra,
})

describe('a search', () => {
  const keys = async (jira: JiraReceiver, jql: string, extra?: object) => {
    const { answer } = await call(jira, 'POST search/jql', search(jql, extra))
    return (answer as { issues: { key: string }[] }).issues.map(({ key }) => key)
  }
  const withTwo = async () => {
    const jira = await start()
    await call(jira, 'POST issue', fields())
    await call(jira, 'POST issue', fields({ labels: ['scanner-2', 'web'] }))
    await call(jira, 'POST issue/SEC-2/transitions', { transition: { id: '31' } })
    return jira
  }

  test.each([
    ['labels = "scanner-1"', ['SEC-1']],
    ['labels = scanner-2 ORDER BY created ASC', ['SEC-2']],
    ['labels in (scanner-1, web)', ['SEC-1', 'SEC-2']],
    ['labels not in (web)', ['SEC-1']],
    ['labels = "none"', []],
    ['statusCategory != Done', ['SEC-1']],
    ['(resolution is EMPTY OR key = SEC-2)', ['SEC-1', 'SEC-2']],
    // As in Jira, an empty field is not unequal.
    ['resolution != Done', []],
    ['NOT status = "To Do"', ['SEC-2']],
    ['resolution is not empty', ['SEC-2']],
  ])('for %s finds %j', async (jql, expected) => {
    expect(await keys(await withTwo(), jql)).toEqual(expected)
  })

  test('gives only ids where no fields are asked for, and pages', async () => {
    const jira = await withTwo()
    const first = await call(jira, 'POST search/jql', { jql: 'project = SEC', maxResults: 1 })
    expect(first.answer).toEqual({ issues: [{ id: '20001' }], nextPageToken: '1', isLast: false })
    const second = await call(jira, 'GET search/jql?jql=project%3DSEC&nextPageToken=1')
    expect(second.answer).toEqual({ issues: [{ id: '20002' }], isLast: true })
  })

  test('misses a new issue until it is indexed, unless it is named', async () => {
    let now = 1_000_000
    const jira = await start({ indexLagMs: 2000, now: () => now })
    await call(jira, 'POST issue', fields())
    expect(await keys(jira, 'labels = scanner-1')).toEqual([])
    expect(await keys(jira, 'labels = scanner-1', { reconcileIssues: [20_001] })).toEqual(['SEC-1'])
    now += 2000
    expect(await keys(jira, 'labels = scanner-1')).toEqual(['SEC-1'])
  })

  test.each([
    [{ jql: '' }, 'Unbounded'],
    [{ jql: 'ORDER BY created' }, 'Unbounded'],
    [{ jql: 'project = X' }, "The value 'X' does not exist"],
    [{ jql: 'foo = 1' }, "Field 'foo' does not exist"],
    [{ jql: 'labels = "a' }, 'not expected at character 10'],
    [{ jql: 'labels = a b' }, 'Expecting operator'],
    [{ jql: 'labels ~ a' }, "Expecting 'not'"],
    [{ jql: 'labels =' }, 'a value is missing'],
    [{ jql: 'project = SEC', reconcileIssues: Array.from({ length: 51 }, (_, i) => i) }, 'at most 50'],
    [{ jql: 'project = SEC', startAt: 0 }, 'Invalid request payload'],
  ])('is refused for %j', async (body, message) => {
    const got = await call(await start(), 'POST search/jql', body)
    expect(got).toMatchObject({ status: 400, answer: { errorMessages: [expect.stringContaining(message)] } })
  })
})
