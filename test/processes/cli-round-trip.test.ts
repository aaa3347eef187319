import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { destinations } from '../../src/destinations/index.ts'
import { createProcesses, type Ended, type Env } from '../process.ts'
import { createScene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const processes = createProcesses()
afterAll(processes.close)

interface Entry {
  name: string
  config: Record<string, unknown>
}

it('what is exported of all ten kinds changes nothing when it is applied, its secrets from variables or from files', async () => {
  const scene = await createScene(used.service)
  const folder = await processes.folder()
  const command = (args: readonly string[], env: Env = {}): Promise<Ended> =>
    processes.command(args, { PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: scene.key, ...env }).exit
  for (const { kind, example } of destinations.values())
    await scene.api.post('/integrations', { kind, name: kind, config: example })

  const { integrations } = parse((await command(['export'])).stdout) as { integrations: Entry[] }
  expect(integrations.map(({ name }) => name).toSorted()).toEqual([...destinations.keys()].toSorted())
  const variables: Env = {}
  for (const { name, config } of integrations) {
    const example = destinations.get(name as never)!.example as Record<string, unknown>
    // It is no text, so no variable stands for it.
    if (typeof example.headers === 'object') config.headers = example.headers
    for (const [field, value] of Object.entries(config)) {
      const [, variable] = /^\$\{(\w+)\}$/.exec(String(value)) ?? []
      if (variable !== undefined) variables[variable] = String(example[field])
    }
  }
  expect(Object.keys(variables).length).toBeGreaterThanOrEqual(10)
  const file = join(folder, 'integrations.yaml')
  await writeFile(file, stringify({ integrations }))
  expect(await command(['apply', '-f', file], variables)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('0 changed'),
  })

  for (const [variable, value] of Object.entries(variables)) await writeFile(join(folder, variable), `${value}\n`)
  const fromFiles = stringify({ integrations }).replaceAll(/\$\{(\w+)\}/g, 'file:$1')
  await writeFile(file, fromFiles)
  expect((await command(['apply', '-f', file])).stdout).toContain('0 changed')
})
