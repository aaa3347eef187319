import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { prepareFolder } from './embedded-folder.ts'

it('never shuts a server that another process runs there out of the folder, not even for a moment', async () => {
  // Below the system's folder and not the tests' own: PostgreSQL's user must be able to reach it.
  const parent = await mkdtemp(join(tmpdir(), 'pencheff-folder-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  const folder = join(parent, 'data')
  const asRoot = process.getuid?.() === 0
  // The parent is ours alone, so root is refused after the folder is made; its mode is what counts here.
  const prepare = () => prepareFolder(folder).catch(() => undefined)
  await prepare()
  const modes = new Set<number>()
  const over = new AbortController()
  const watch = (async () => {
    while (!over.signal.aborted) modes.add((await stat(folder)).mode & 0o777)
  })()
  for (let n = 0; n < 100; n++) await prepare()
  over.abort()
  await watch
  expect([...modes]).toEqual([asRoot ? 0o711 : 0o700])
})
