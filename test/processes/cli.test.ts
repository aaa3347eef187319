import { createApi } from '../../demo/api.ts'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createProcesses, type Ended, type Env } from '../process.ts'
import { createScene, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const processes = createProcesses()
afterAll(processes.close)

let folder: string
beforeAll(async () => {
  folder = await processes.folder()
})

const REPORT = new URL('../../samples/semgrep.sarif', import.meta.url)

/** A command against the service of this test file, in a workspace of its own. */
const inScene = (scene: Scene, args: readonly string[], env: Env = {}): Promise<Ended> =>
  processes.command(args, { PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: scene.key, ...env }).exit

/** A scanner: a script for node. */
const scanner = (script: string): string[] => ['--', process.execPath, '-e', script]

const jsonOf = (stdout: string): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>

it('imports a report into a target that it makes', async () => {
  const scene = await createScene(used.service)
  const { code, stdout } = await inScene(scene, ['import', '--target', 'repository', '--json', REPORT.pathname])
  expect(code).toBe(0)
  expect(jsonOf(stdout)).toMatchObject({ scan: { status: 'done' }, new: expect.any(Number), seen_again: 0 })
  const again = await inScene(scene, ['import', '--target', 'repository', REPORT.pathname])
  expect(again.stdout).toMatch(/^scan [0-9a-f-]{36}: 0 new, \d+ seen again/)
  expect(await scene.api.all('/targets')).toMatchObject([{ name: 'repository', kind: 'repo' }, { name: 'shop' }])
})

it('imports a table by the columns that are named', async () => {
  const scene = await createScene(used.service)
  const table = new URL('../../samples/wapiti.csv', import.meta.url).pathname
  const columns = 'title:category,severity:level,endpoint:url,parameter:parameter'
  const { code, stdout } = await inScene(scene, ['import', '--target', 'shop', '--columns', columns, table])
  expect(code).toBe(0)
  expect(stdout).toMatch(/: 8 new, .*\(1 critical, 0 high, 1 medium, 6 low, 0 info\)/)
})

it('fails the scan, and ends with 1, when a file is no report', async () => {
  const scene = await createScene(used.service)
  const file = join(folder, 'nothing.txt')
  await writeFile(file, 'nothing that a scanner writes')
  expect(await inScene(scene, ['import', '--target', 'shop', file])).toMatchObject({ code: 1 })
  expect(await scene.api.all('/scans')).toMatchObject([{ status: 'failed', error: expect.stringContaining('report') }])
})

it('runs a scanner, passes its output through and takes its standard output as the report', async () => {
  const scene = await createScene(used.service)
  const script = `process.stderr.write('scanning\\n'); process.stdout.write(require('fs').readFileSync(${JSON.stringify(REPORT.pathname)})); process.exitCode = 3`
  const { code, stdout, stderr } = await inScene(scene, ['run', '--target', 'https://shop.example', ...scanner(script)])
  expect(code).toBe(3)
  expect(stdout).toBe(await readFile(REPORT, 'utf8'))
  expect(stderr).toContain('scanning')
  const [scan] = await scene.api.all<{ status: string }>('/scans')
  expect(scan).toMatchObject({ status: 'done' })
  expect(await scene.api.all('/targets')).toMatchObject([{ kind: 'url', base_url: 'https://shop.example' }, {}])
  expect((await scene.events()).map(({ event }) => event)).toEqual(
    expect.arrayContaining(['scan_started', 'scan_done']),
  )
})

it('hands a scanner none of our secrets, and all else', async () => {
  const scene = await createScene(used.service)
  const seen = join(folder, 'environment.json')
  const script = `require('fs').writeFileSync(${JSON.stringify(seen)}, JSON.stringify(process.env)); process.stdout.write('{"findings":[]}')`
  const secret = 'canary-of-the-environment'
  const env = { FERNET_KEYS: secret, DATABASE_URL: secret, API_KEY: secret, OIDC_CLIENT_SECRET_FILE: secret }
  await inScene(scene, ['run', '--target', 'shop', ...scanner(script)], { ...env, SCANNER_TOKEN: 'its own' })
  const text = await readFile(seen, 'utf8')
  expect(jsonOf(text)).toMatchObject({ SCANNER_TOKEN: 'its own', PATH: expect.any(String) })
  expect(text).not.toMatch(/canary-of|PENCHEFF_/)
  expect(text).not.toContain(scene.key)
})

it.each([
  [
    'its exit status and last lines',
    `console.log('first'); console.error('disk is full'); process.exit(7)`,
    7,
    'exit status 7',
  ],
  ['the signal that ended it', `console.log('half'); process.kill(process.pid, 'SIGKILL')`, 137, 'ended by SIGKILL'],
  ['success without a report', `console.log('all well')`, 1, 'its report cannot be read'],
])('fails the scan with %s', async (_what, script, expected, words) => {
  const scene = await createScene(used.service)
  const { code } = await inScene(scene, ['run', '--target', 'shop', ...scanner(script)])
  expect(code).toBe(expected)
  const [scan] = await scene.api.all<{ status: string; error: string }>('/scans')
  expect(scan).toMatchObject({ status: 'failed', error: expect.stringContaining(words) })
})

it('ends with 127 for a command that is not there', async () => {
  const scene = await createScene(used.service)
  expect(await inScene(scene, ['run', '--target', 'shop', '--', 'no-such-scanner'])).toMatchObject({ code: 127 })
  expect(await scene.api.all('/scans')).toMatchObject([{ status: 'failed', error: 'the command was not found' }])
})

it('takes the file that the scanner wrote, never one of an earlier run', async () => {
  const scene = await createScene(used.service)
  const report = join(folder, 'report.sarif')
  const copy = `require('fs').copyFileSync(${JSON.stringify(REPORT.pathname)}, ${JSON.stringify(report)})`
  const args = ['run', '--target', 'shop', '--report', report]
  expect(await inScene(scene, [...args, ...scanner(copy)])).toMatchObject({ code: 0 })
  const stale = await inScene(scene, [...args, ...scanner('')])
  expect(stale).toMatchObject({ code: 1, stderr: expect.stringContaining('was not written') })
  expect(await scene.api.all('/scans')).toMatchObject([{ status: 'failed' }, { status: 'done' }])
})

it('ends with 1 on findings at or above --fail-on, and with 0 below it', async () => {
  const scene = await createScene(used.service)
  const report = join(folder, 'low.json')
  await writeFile(report, JSON.stringify({ findings: [{ title: 'mild', severity: 'low' }] }))
  const args = ['run', '--target', 'shop', '--fail-on']
  const cat = scanner(`process.stdout.write(require('fs').readFileSync(${JSON.stringify(report)}))`)
  expect(await inScene(scene, [...args, 'low', ...cat])).toMatchObject({ code: 1 })
  expect(await inScene(scene, [...args, 'medium', ...cat])).toMatchObject({ code: 0 })
  expect(await inScene(scene, [...args, 'terrible', ...cat])).toMatchObject({ code: 2 })
})

const FILE = `integrations:
  - name: Room
    kind: slack
    config:
      webhook_url: https://hooks.slack.com/services/\${SLACK_PATH}
    targets: [shop, elsewhere]
  - name: SIEM
    kind: splunk
    config:
      hec_url: https://splunk.example:8088
      token: file:token.txt
    severity_filter: info
`

it('applies a file with secrets from the environment and from files, writes it back without them, and applies that', async () => {
  const scene = await createScene(used.service)
  const file = join(folder, 'integrations.yaml')
  await writeFile(file, FILE)
  await writeFile(join(folder, 'token.txt'), '1c2d3e4f-secret-token\n')
  const env = { SLACK_PATH: 'T000/B000/verySecretPath' }
  const missing = await inScene(scene, ['apply', '-f', file])
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('SLACK_PATH is not set') })
  const made = await inScene(scene, ['apply', '-f', file], env)
  expect(made).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/\+ create\s+Room[\s\S]*\+ create\s+SIEM[\s\S]*2 changed/),
  })
  const dry = await inScene(scene, ['apply', '-f', file, '--dry-run', '--json'], env)
  expect(jsonOf(dry.stdout)).toMatchObject({
    dry_run: true,
    integrations: [{ action: 'unchanged' }, { action: 'unchanged' }],
  })

  const exported = await inScene(scene, ['export'])
  expect(exported.stdout).toContain('webhook_url: ${ROOM_WEBHOOK_URL}')
  expect(exported.stdout).not.toMatch(/verySecretPath|secret-token/)
  const back = join(folder, 'back.yaml')
  await writeFile(back, exported.stdout)
  const secrets = {
    ROOM_WEBHOOK_URL: `https://hooks.slack.com/services/${env.SLACK_PATH}`,
    SIEM_TOKEN: '1c2d3e4f-secret-token',
  }
  expect((await inScene(scene, ['apply', '-f', back], secrets)).stdout).toContain('0 changed')

  await writeFile(back, 'integrations: []\n')
  expect((await inScene(scene, ['apply', '-f', back, '--prune'])).stdout).toContain('2 changed')
  expect(await scene.api.all('/integrations')).toEqual([])
})

it('lists, makes and revokes keys', async () => {
  const scene = await createScene(used.service)
  const made = await inScene(scene, [
    'keys',
    'create',
    '--name',
    'CI',
    '--scopes',
    'scans:write',
    'targets:read',
    '--json',
  ])
  const key = jsonOf(made.stdout)
  expect(key).toMatchObject({ name: 'CI', scopes: ['scans:write', 'targets:read'], key: expect.any(String) })
  expect((await inScene(scene, ['keys', 'list'])).stdout).toContain('CI')
  expect(await inScene(scene, ['keys', 'revoke', String(key.id)])).toMatchObject({ code: 0 })
  expect((await inScene(scene, ['keys', 'list'])).stdout).not.toContain('CI')
})

it('says what needs mending', async () => {
  const scene = await createScene(used.service)
  const well = await inScene(scene, ['doctor', '--json'])
  expect(well.code).toBe(0)
  const { checks } = jsonOf(well.stdout) as { checks: { what: string; ok: boolean }[] }
  expect(checks.map(({ what }) => what)).toEqual(['service', 'database', 'clock', 'queue', 'destinations'])
  const receiver = await used.receive('slack', { fault: () => ({ status: 410, body: 'gone' }) })
  await scene.integrate(receiver, { name: 'Room' })
  await scene.scan([])
  await scene.settled()
  const { code, stdout } = await inScene(scene, ['doctor'])
  expect({ code, stdout }).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/MEND {2}integration Room: switched off/),
  })
})

it('says which host cannot be reached from here, and sends it nothing', async () => {
  const scene = await createScene(used.service)
  const receiver = await used.receive('slack')
  await scene.integrate(receiver, { name: 'Room' })
  const api = createApi(used.service.url, scene.key)
  const config = { webhook_url: 'http://127.0.0.1:9/in' }
  await api.post('/integrations', { kind: 'webhook', name: 'Dead end', config })
  await api.post('/integrations', { kind: 'webhook', name: 'Not in use', enabled: false, config })
  const { code, stdout } = await inScene(scene, ['doctor'])
  expect({ code, stdout }).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/MEND {2}egress to Dead end: nothing listens at 127\.0\.0\.1:9: see the address/),
  })
  expect(stdout).toMatch(/ok {4}egress to Room: 127\.0\.0\.1:\d+ answers/)
  expect(stdout).not.toContain('egress to Not in use')
  expect(receiver.receipts).toHaveLength(0)
})

it.each([
  ['a key that is unknown', { PENCHEFF_API_KEY: 'x'.repeat(40) }, 1],
  ['a service that does not answer', { PENCHEFF_URL: 'http://127.0.0.1:9' }, 1],
  ['no key', { PENCHEFF_API_KEY: '' }, 78],
  ['an address that is none', { PENCHEFF_URL: 'nowhere' }, 78],
])('ends at %s with one line', async (_what, env, code) => {
  const scene = await createScene(used.service)
  const ended = await inScene(scene, ['keys', 'list'], env)
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr.trim().split('\n')).toHaveLength(1)
})
