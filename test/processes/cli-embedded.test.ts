import { afterAll, expect, it } from 'vitest'
import { createApi } from '../../demo/api.ts'
import { createProcesses, embeddedPid, until } from '../process.ts'
import { startReceiver } from '../receiver.ts'

const processes = createProcesses()
afterAll(processes.close)

/** Each command here starts a PostgreSQL and stops it. */
const TIMEOUT = 240_000

const REPORT = new URL('../../samples/semgrep.sarif', import.meta.url).pathname

it(
  'works on the embedded database without a service, and delivers before it ends',
  async () => {
    await using receiver = await startReceiver()
    const env = {
      DATA_DIR: await processes.folder(),
      EGRESS_ALLOW: '127.0.0.1',
      HOOK: `${receiver.url}/hook`,
      PORT: '8099',
    }
    const made = processes.command(['apply', '-f', '-'], env)
    made.write('integrations: [{name: Hook, kind: webhook, config: {webhook_url: "${HOOK}"}, severity_filter: info}]\n')
    made.end()
    expect(await made.exit).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('API key of the first workspace'),
    })

    const scanner = [
      '--',
      process.execPath,
      '-e',
      `process.stdout.write(require('fs').readFileSync(${JSON.stringify(REPORT)}))`,
    ]
    const run = await processes.command(['run', '--target', 'shop', '--json', ...scanner], env).exit
    expect(run.code).toBe(0)
    const completion = JSON.parse(run.stdout) as { new: number; scan: { url: string } }
    // The start, the end, and each finding that is not suppressed.
    expect(receiver.requests.length).toBeGreaterThan(completion.new / 2)
    expect(receiver.requests.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual(
      expect.arrayContaining(['scan_started', 'scan_done', 'finding_new']),
    )
    expect(completion.scan.url).toMatch(/^http:\/\/127\.0\.0\.1:8099\/scans\//)
    expect(await embeddedPid(env.DATA_DIR)).toBeUndefined()

    const doctor = await processes.command(['doctor'], env).exit
    expect(doctor).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ok {4}egress to Hook: 127\.0\.0\.1:\d+ answers/),
    })
  },
  TIMEOUT,
)

it(
  'says what is left when a destination does not take it in time',
  async () => {
    await using receiver = await startReceiver(() => ({ status: 503 }))
    const env = { DATA_DIR: await processes.folder(), EGRESS_ALLOW: '127.0.0.1', HOOK: `${receiver.url}/hook` }
    const made = processes.command(['apply', '-f', '-'], env)
    made.write('integrations: [{name: Hook, kind: webhook, config: {webhook_url: "${HOOK}"}, events: [scan_done]}]\n')
    made.end()
    await made.exit
    const { code, stderr } = await processes.command(['import', '--target', 'shop', '--wait', '2', REPORT], env).exit
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('1 to be tried again') })
  },
  TIMEOUT,
)

it(
  'fails the scan of a scanner that is stopped, tells who is to know, and stops its database',
  async () => {
    await using receiver = await startReceiver()
    const env = { DATA_DIR: await processes.folder(), EGRESS_ALLOW: '127.0.0.1', HOOK: `${receiver.url}/hook` }
    const made = processes.command(['apply', '-f', '-'], env)
    made.write('integrations: [{name: Hook, kind: webhook, config: {webhook_url: "${HOOK}"}, events: [scan_failed]}]\n')
    made.end()
    await made.exit
    const scanner = ['--', process.execPath, '-e', 'console.log("scanning"); setInterval(() => undefined, 1000)']
    const run = processes.command(['run', '--target', 'shop', ...scanner], env)
    await until('the scanner runs', () => (run.stdout().includes('scanning') ? true : undefined))
    run.kill('SIGINT')
    expect(await run.exit).toMatchObject({ code: 130, stderr: 'the scan failed: stopped by SIGINT\n' })
    expect(receiver.requests.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
      { type: 'scan_failed', data: { error: expect.stringContaining('stopped by SIGINT') } },
    ])
    expect(await embeddedPid(env.DATA_DIR)).toBeUndefined()

    const mcp = processes.command(['mcp'], { ...env, PENCHEFF_API_KEY: 'k'.repeat(40) })
    mcp.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
    await until('it answers', () => (mcp.stdout() === '' ? undefined : true))
    mcp.kill('SIGTERM')
    expect(await mcp.exit).toMatchObject({ code: 0 })
    expect(await embeddedPid(env.DATA_DIR)).toBeUndefined()
  },
  TIMEOUT,
)

it(
  'ends with 75 while a service has the data folder, which the commands then reach by its address',
  async () => {
    const env = { DATA_DIR: await processes.folder(), API_KEY: 'k'.repeat(40) }
    const service = await processes.service('serve', env)
    const refused = await processes.command(['import', '--target', 'shop', REPORT], env).exit
    expect(refused).toMatchObject({ code: 75, stdout: '' })
    const client = { PENCHEFF_URL: service.url, PENCHEFF_API_KEY: env.API_KEY }
    expect(await processes.command(['import', '--target', 'shop', REPORT], client).exit).toMatchObject({ code: 0 })
    expect(await createApi(service.url, env.API_KEY).all('/scans')).toMatchObject([{ status: 'done' }])
  },
  TIMEOUT,
)
