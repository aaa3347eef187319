import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createScene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const inRoot = (path: string): string => join(ROOT, path)
const NAME = 'pencheff-integrations-client'

interface Manifest {
  version: string
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

const manifestAt = async (path: string): Promise<Manifest> =>
  JSON.parse(await readFile(inRoot(path), 'utf8')) as Manifest

/** A folder of somebody who has installed the package. */
let folder: string
let files: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pencheff-client-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: inRoot('client') })
  const packed = JSON.parse(stdout.slice(stdout.indexOf('['))) as { filename: string; files: { path: string }[] }[]
  files = packed.flatMap((one) => one.files.map(({ path }) => path))
  const installed = join(folder, 'node_modules', NAME)
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, packed[0]?.filename ?? ''), '-C', installed, '--strip-components=1'])
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@types', 'undici-types'])
    await symlink(inRoot(`node_modules/${name}`), join(folder, 'node_modules', name))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await symlink(inRoot('samples/semgrep.sarif'), join(folder, 'semgrep.sarif'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('holds JavaScript and its types, and nothing else', () => {
  const kinds = new Set(files.map((path) => path.replace(/^dist\/[\w-]+/, 'dist/*')))
  expect([...kinds].toSorted()).toEqual(['LICENSE', 'README.md', 'dist/*.d.ts', 'dist/*.js', 'package.json'])
})

it('has the version of the service, and what it was compiled and tested with', async () => {
  const [own, service] = [await manifestAt('client/package.json'), await manifestAt('package.json')]
  expect(own.version).toBe(service.version)
  for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies }))
    expect([name, version]).toEqual([name, service.devDependencies[name]])
  expect(await readdir(inRoot('client'))).toContain('LICENSE')
})

it('does, for whoever installs it, what its README shows', async () => {
  const readme = await readFile(join(folder, 'node_modules', NAME, 'README.md'), 'utf8')
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? []
  await writeFile(join(folder, 'example.ts'), example)
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--lib',
    'es2023',
    '--types',
    'node',
  ]
  const tsc = [inRoot('node_modules/typescript/bin/tsc'), '--noEmit', '--module', 'nodenext', '--target', 'es2022']
  await run(process.execPath, [...tsc, ...strict, 'example.ts'], { cwd: folder })

  const scene = await createScene(used.service)
  const env = { PATH: process.env.PATH, PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: scene.key }
  const { stdout } = await run(process.execPath, ['example.ts'], { cwd: folder, env })
  const lines = stdout.trim().split('\n')
  expect(lines[0]).toMatch(/^[1-9]\d* new findings$/)
  expect(lines.length).toBeGreaterThan(2)
  expect(stdout).toMatch(/^422 invalid \[\s+\{\s+pointer: '\/target_id'/m)
})
