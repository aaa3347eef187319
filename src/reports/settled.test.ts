import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { drained } from '../../test/read-report.ts'
import type { ReportFinding } from '../core/finding.ts'
import { inBatches } from './report.ts'
import { settled } from './settled.ts'

const folderOf = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'settled-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

const findings = Array.from({ length: 2500 }, (_, n): ReportFinding => ({
  title: `Line\u2028separator ${n}`,
  severity: 'high',
  references: ['https://a.example/1'],
  location: { path: 'a.ts', start_line: n + 1 },
  ...(n % 2 ? { suppressed: 'known' } : {}),
}))

async function* inTwo(): AsyncGenerator<ReportFinding[]> {
  await Promise.resolve()
  yield findings.slice(0, 1500)
  yield findings.slice(1500)
}

const all = async (batches: AsyncIterable<ReportFinding[]> | Iterable<ReportFinding[]>): Promise<ReportFinding[][]> =>
  Symbol.asyncIterator in batches ? drained(batches) : [...batches]

const LARGE = 64 * 1024 * 1024

test('the findings of a small report are held, those of a large one lie in a file that only we can read', async () => {
  const folder = await folderOf()
  const path = join(folder, 'findings')
  expect((await all(await settled(inTwo(), 1000, path))).flat()).toStrictEqual(findings)
  expect(await readdir(folder)).toStrictEqual([])
  const batches = await all(await settled(inTwo(), LARGE, path))
  expect(batches.flat()).toStrictEqual(findings)
  expect(batches.map((batch) => batch.length)).toStrictEqual([1000, 1000, 500])
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test.each([1000, LARGE])('of a report of %i bytes nothing is given on before its last batch is read', async (size) => {
  const path = join(await folderOf(), 'findings')
  const seen: string[] = []
  async function* watched(): AsyncGenerator<ReportFinding[]> {
    for await (const batch of inTwo()) yield batch
    seen.push('read')
  }
  const given = await settled(watched(), size, path)
  expect(seen).toStrictEqual(['read'])
  expect((await all(given)).flat()).toHaveLength(2500)
  async function* broken(): AsyncGenerator<ReportFinding[]> {
    for await (const batch of inTwo()) yield batch
    throw new Error('broken at its end')
  }
  await expect(settled(broken(), size, path)).rejects.toThrow('broken at its end')
})

test('a large report without findings', async () => {
  expect(await all(await settled(inBatches([]), LARGE, join(await folderOf(), 'findings')))).toStrictEqual([])
})
