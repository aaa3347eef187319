import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Summary } from './summary.ts'

const FOLDER = fileURLToPath(new URL('./results/', import.meta.url))

export interface RowResult {
  name: string
  title: string
  figures: Summary[]
}

export interface Results {
  date: string
  commit: string
  node: string
  /** `load`: of the last five minutes, of the bench itself too. */
  machine: { cpus: number; model: string; memoryGb: number; os: string; load: number }
  rows: RowResult[]
}

const git = (...args: string[]): string => {
  try {
    return execFileSync('git', args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}

/** The commit, with a `+` when files differ from it. */
const commitNow = (): string => {
  const commit = git('rev-parse', '--short=12', 'HEAD') || 'unknown'
  return git('status', '--porcelain', '--', '../src') === '' ? commit : `${commit}+`
}

export const describeRun = (rows: RowResult[]): Results => ({
  date: new Date().toISOString(),
  commit: commitNow(),
  node: process.version,
  /** `load`: of the last five minutes, of the bench itself too. */
  machine: {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[1] ?? NaN,
    os: `${type()} ${release()} ${arch()}`,
  },
  rows,
})

const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(6)) : value

/** Writes them into bench/results/; answers the path. */
export const writeResults = async (results: Results): Promise<string> => {
  await mkdir(FOLDER, { recursive: true })
  const stamp = results.date.slice(0, 19).replaceAll(':', '-')
  const path = `${FOLDER}${stamp}-${results.commit}.json`
  await writeFile(path, `${JSON.stringify(results, rounded, 2)}\n`)
  return path
}
