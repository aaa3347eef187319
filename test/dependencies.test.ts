import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../', import.meta.url)
const readRoot = (path: string): Promise<string> => readFile(new URL(path, ROOT), 'utf8')

const manifest = JSON.parse(await readRoot('package.json')) as {
  scripts: Record<string, string>
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}

describe('what the product is made of', () => {
  it('is at most 25 packages at run time, each with its reason on record', async () => {
    const names = Object.keys(manifest.dependencies)
    const page = await readRoot('docs/decisions/0001-dependencies.md')
    expect(names.length).toBeLessThanOrEqual(25)
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })

  it('is pinned to exact versions', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))).toEqual([])
  })

  it('is listed by npm run sbom, as CycloneDX, without what only development needs', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], { cwd: fileURLToPath(ROOT) })
    const bill = JSON.parse(stdout) as { bomFormat: string; components: { name: string; group?: string }[] }
    expect(bill.bomFormat).toBe('CycloneDX')
    const listed = bill.components.map(({ name, group }) => (group === undefined ? name : `${group}/${name}`))
    for (const name of Object.keys(manifest.dependencies)) expect(listed).toContain(name)
    expect(listed).not.toContain('vitest')
  })
})
