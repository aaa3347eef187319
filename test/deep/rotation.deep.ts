import { test } from 'vitest'
import { useRotation } from '../use-rotation.ts'
import { report } from './figures.ts'

const used = useRotation()

test('10,000 secrets get another key while 10 writers change them and deliveries run, though it dies 10 times', async () => {
  const run = await used.run({ secrets: 10_000, writers: 10, kills: 10 })
  report(`${String(run.changes)} changes and ${String(run.delivered)} deliveries meanwhile`)
})
