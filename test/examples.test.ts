import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { createScene, type Scene } from './scene.ts'
import { useService } from './service.ts'

const used = useService()
const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
const example = (name: string): Promise<string> => readFile(pathOf(`examples/${name}`), 'utf8')

/** What a build machine has on its path: our command, and a scanner that writes the report that semgrep wrote here. */
let folder: string

const COMMANDS = {
  'pencheff-integrations': `exec '${process.execPath}' '${pathOf('src/main.ts')}' "$@"`,
  semgrep: `
    [ "\${SCANNER_FAILS:-}" ] && { echo 'out of memory' >&2; exit 2; }
    while [ $# -gt 1 ]; do [ "$1" = --output ] && exec cp '${pathOf('samples/semgrep.sarif')}' "$2"; shift; done
    cat '${pathOf('samples/semgrep.sarif')}'`,
  // How the command and the scanner come to the machine is not tried here: it takes the network.
  npm: '',
  git: '',
  pip: '',
  // With which the runner copies a project into a container.
  rsync: '',
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pencheff-examples-'))
  await mkdir(join(folder, 'bin'))
  for (const [name, script] of Object.entries(COMMANDS)) {
    await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`)
    await chmod(join(folder, 'bin', name), 0o755)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A key with the scopes that the examples' page says are enough. */
const narrowKey = async (scene: Scene): Promise<string> => {
  const [, scopes = ''] = /--scopes ([a-z: ]+)/.exec(await example('README.md')) ?? []
  return (await scene.api.post<{ key: string }>('/keys', { name: 'ci', scopes: scopes.trim().split(' ') })).key
}

const environment = (scene: Scene, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: `${join(folder, 'bin')}:${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
  HOME: folder,
  PENCHEFF_URL: used.service.url,
  PENCHEFF_API_KEY: scene.key,
  ...more,
})

interface Ended {
  code: number
  output: string
}

const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd = folder): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(file, args, { env, cwd }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output: stdout + stderr })
    })
  })

/** Runs lines one after the other as CI does: in a shell each, until one fails. */
const runLines = async (lines: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> => {
  let last: Ended = { code: 0, output: '' }
  for (const line of lines) {
    last = await run('bash', ['-eo', 'pipefail', '-c', line], env)
    if (last.code !== 0) break
  }
  return last
}

/** What the service has of the one scan and its target. */
const seen = async (scene: Scene) => {
  const [scan] = await scene.api.all<{ status: string; error: string | null; target_id: string }>('/scans')
  const targets = await scene.api.all<{ id: string; name: string; kind: string }>('/targets')
  const target = targets.find(({ id }) => id === scan?.target_id)
  const events = (await scene.events()).map(({ event }) => event)
  return { status: scan?.status, error: scan?.error, target: target?.name, events: new Set(events) }
}

const WHOLE_SCAN = { status: 'done', events: new Set(['scan_started', 'scan_done', 'finding_new']) }

it('curl alone wraps a scan, and finds its target again', async () => {
  const scene = await createScene(used.service)
  const script = () => run('sh', [pathOf('examples/curl.sh')], environment(scene))
  expect(await script()).toMatchObject({ code: 0 })
  expect(await seen(scene)).toMatchObject({ ...WHOLE_SCAN, target: 'webshop' })
  expect(await script()).toMatchObject({ code: 0, output: expect.stringContaining('"new":0') })
  expect((await scene.api.all<{ name: string }>('/targets')).map(({ name }) => name)).toEqual(['webshop', 'shop'])
})

it('curl alone says that a scan failed', async () => {
  const scene = await createScene(used.service)
  const PENCHEFF_API_KEY = await narrowKey(scene)
  await run('sh', [pathOf('examples/curl.sh')], environment(scene, { PENCHEFF_API_KEY, SCANNER_FAILS: 'yes' }))
  expect(await seen(scene)).toMatchObject({ status: 'failed', error: 'semgrep ended with 2' })
})

/** What GitHub's own parser finds wrong with a workflow. */
const faultsOf = async (content: string): Promise<string[]> => {
  // It imports JSON without saying that it is JSON, which Node refuses.
  const hooks = registerHooks({
    load: (url, context, load) =>
      load(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
  })
  const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser')
  hooks.deregister()
  const { context } = parseWorkflow({ name: 'scan.yml', content }, new NoOperationTraceWriter())
  return context.errors.getErrors().map(({ message }) => message)
}

interface Workflow {
  jobs: { scan: { env: Record<string, string>; steps: { run?: string }[] } }
}

it('the workflow for GitHub Actions is one, and its lines wrap a scan that fails the job on high findings', async () => {
  const content = await example('github-actions.yml')
  expect(await faultsOf(content)).toEqual([])
  expect(await faultsOf(content.replace('steps:', 'stepz:'))).not.toEqual([])

  const scene = await createScene(used.service)
  const { env, steps } = (parse(content) as Workflow).jobs.scan
  const PENCHEFF_API_KEY = await narrowKey(scene)
  const given = environment(scene, { PENCHEFF_API_KEY, GITHUB_REPOSITORY: 'acme/shop', RUNNER_TEMP: folder })
  const values: Record<string, string | undefined> = {
    'vars.PENCHEFF_URL': given.PENCHEFF_URL,
    'secrets.PENCHEFF_API_KEY': given.PENCHEFF_API_KEY,
    'vars.TOOL_REPOSITORY': 'https://git.example/pencheff.git',
  }
  const filled = (text: string): string =>
    text.replaceAll(/\$\{\{ ([\w.]+) \}\}/g, (_match, name: string) => values[name] ?? `no value for ${name}`)
  for (const [name, text] of Object.entries(env)) expect([name, filled(text)]).toEqual([name, given[name]])
  const lines = steps.flatMap((step) => (step.run === undefined ? [] : [filled(step.run)]))
  expect(lines.join('\n')).not.toContain('no value for')
  expect(await runLines(lines, given)).toMatchObject({ code: 1, output: expect.stringContaining('at or above high') })
  expect(await seen(scene)).toMatchObject({ ...WHOLE_SCAN, target: 'acme/shop' })
})

it('the pipeline for GitLab is one, and run as a runner does it wraps a scan that fails the job on high findings', async () => {
  const scene = await createScene(used.service)
  const project = await mkdtemp(join(folder, 'project-'))
  await copyFile(pathOf('examples/gitlab-ci.yml'), join(project, '.gitlab-ci.yml'))
  const { PENCHEFF_URL, PENCHEFF_API_KEY, ...env } = environment(scene)
  const variables = { PENCHEFF_URL, PENCHEFF_API_KEY, TOOL_REPOSITORY: 'https://git.example/pencheff.git' }
  const { code, output } = await run(
    process.execPath,
    [
      pathOf('node_modules/gitlab-ci-local/dist/index.js'),
      ...['--force-shell-executor', '--no-shell-isolation', '--no-artifacts-to-source'],
      ...Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${String(value)}`]),
      'scan',
    ],
    env,
    project,
  )
  expect(output).toContain('json schema validated')
  expect(output).toContain('at or above high')
  expect(code).toBe(1)
  expect(await seen(scene)).toMatchObject(WHOLE_SCAN)
})

it('the pipeline for Jenkins has lines that wrap a scan', async () => {
  const scene = await createScene(used.service)
  const lines = [...(await example('Jenkinsfile')).matchAll(/^ *sh '([^']+)'$/gm)].map(([, line]) => line ?? '')
  expect(lines.length).toBe(1)
  expect(await runLines(lines, environment(scene, { JOB_NAME: 'shop' }))).toMatchObject({ code: 1 })
  expect(await seen(scene)).toMatchObject({ ...WHOLE_SCAN, target: 'shop' })
})
