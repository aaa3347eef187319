import { expect, it, onTestFinished } from 'vitest'
import { testLog, useDatabase } from '../../test/database.ts'
import { until } from '../../test/process.ts'
import { RESTS_CHANNEL } from '../store/budgets.ts'
import { listen } from '../store/listener.ts'
import { createRemotes } from './remotes.ts'

const database = useDatabase()

it('tells all workers how long remotes rest, of what came meanwhile the longest of each, once', async () => {
  const heard: string[] = []
  const listener = listen(database.db.connection, [RESTS_CHANNEL], (_, payload) => void heard.push(payload), testLog)
  onTestFinished(listener.close)
  await until('it listens', () => (heard.length > 0 ? true : undefined))
  const remotes = createRemotes(database.db, testLog)
  const told = ['one', 'two', 'one', 'two', 'one'].map((remote, n) => remotes.rest(remote, (n + 1) * 100_000))
  await Promise.all(told)
  await remotes.rest('three', 900_000)
  await until('the last is heard', () => (heard.some((text) => text.startsWith('three')) ? true : undefined))
  const rests = heard.filter((text) => text !== '').map((text) => text.split(' '))
  expect(rests.map(([remote, ms]) => [remote, Math.ceil(Number(ms) / 100_000)])).toEqual([
    ['one', 1],
    ['two', 4],
    ['one', 5],
    ['three', 9],
  ])
})
