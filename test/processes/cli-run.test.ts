import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Child, createProcesses, isRunning, until } from '../process.ts'
import { createScene, type Scene } from '../scene.ts'
import { useService } from '../service.ts'

const used = useService()
const processes = createProcesses()
afterAll(processes.close)

let folder: string
let scene: Scene
beforeAll(async () => {
  folder = await processes.folder()
})

const REPORT = new URL('../../samples/semgrep.sarif', import.meta.url).pathname

const runIn = async (options: readonly string[], command: readonly string[]): Promise<Child> => {
  scene = await createScene(used.service)
  const env = { PENCHEFF_URL: used.service.url, PENCHEFF_API_KEY: scene.key }
  return processes.command(['run', '--target', 'shop', ...options, '--', ...command], env)
}

const script = (text: string): string[] => [process.execPath, '-e', text]

/** A scanner that runs until it is told to end, and says that it runs by its process id. */
const SCANNING = `console.log(process.pid); setInterval(() => undefined, 1000);`

const pidOf = (child: Child): Promise<number> =>
  until('the scanner runs', () => {
    const [, pid] = /^(\d+)\n/.exec(child.stdout()) ?? []
    return pid === undefined ? undefined : Number(pid)
  })

const theScan = async () => (await scene.api.all<{ status: string; error: string }>('/scans'))[0]

describe('a run that is stopped', () => {
  it.each([
    ['SIGINT', 'that ends of it', '', 130],
    ['SIGTERM', 'that ends of it', '', 143],
    ['SIGINT', 'that ends in its own way', `process.on('SIGINT', () => process.exit(9))`, 9],
    [
      'SIGINT',
      'that ends well, with what it has so far',
      `process.on('SIGINT', () => { console.log('{"findings":[]}'); process.exit(0) })`,
      130,
    ],
  ] as const)('by %s ends a scanner %s, and fails the scan', async (signal, _how, trap, code) => {
    const child = await runIn([], script(`${trap};${SCANNING}`))
    const pid = await pidOf(child)
    child.kill(signal)
    expect(await child.exit).toMatchObject({ code, stderr: `the scan failed: stopped by ${signal}\n` })
    expect(isRunning(pid)).toBe(false)
    expect(await theScan()).toMatchObject({ status: 'failed', error: expect.stringContaining(`stopped by ${signal}`) })
    expect((await scene.events()).map(({ event }) => event)).toContain('scan_failed')
  })

  it('ends what the scanner started too', async () => {
    const child = await runIn([], ['sh', '-c', `"$0" -e "$1" & wait`, process.execPath, SCANNING])
    const pid = await pidOf(child)
    child.kill('SIGINT')
    expect((await child.exit).code).toBe(130)
    await until('the inner process has ended', () => (isRunning(pid) ? undefined : true))
  })

  it('twice kills a scanner that does not end, and fails the scan all the same', async () => {
    const trap = `process.on('SIGINT', () => process.stderr.write('not now'))`
    const child = await runIn([], script(`${trap};${SCANNING}`))
    const pid = await pidOf(child)
    child.kill('SIGINT')
    await until('the scanner was told', () => (child.stderr().includes('not now') ? true : undefined))
    // What follows at once is taken for the same Ctrl-C.
    const told = performance.now()
    await until('it is another time', () => (performance.now() - told > 600 ? true : undefined))
    child.kill('SIGINT')
    expect((await child.exit).code).toBe(137)
    expect(isRunning(pid)).toBe(false)
    expect(await theScan()).toMatchObject({ status: 'failed' })
  })

  it('fails the scan also while the report is on its way', async () => {
    const asked: string[] = []
    const stuck = createServer((request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
      if (!request.url?.endsWith('/report?format=auto')) response.end('{"items":[{"id":"1"}],"id":"1"}')
    }).listen(0, '127.0.0.1')
    await until('it listens', () => (stuck.listening ? true : undefined))
    const { port } = stuck.address() as { port: number }
    const env = { PENCHEFF_URL: `http://127.0.0.1:${String(port)}`, PENCHEFF_API_KEY: 'k'.repeat(40) }
    for (const args of [
      ['run', '--target', 'shop', '--', 'echo', '{}'],
      ['import', '--target', 'shop', REPORT],
    ]) {
      asked.length = 0
      const child = processes.command(args, env)
      await until('the report is sent', () => (asked.some((one) => one.includes('/report')) ? true : undefined))
      child.kill('SIGINT')
      expect(await child.exit).toMatchObject({ code: 130 })
      expect(asked.at(-1)).toBe('POST /api/scans/1/fail')
    }
    stuck.closeAllConnections()
    stuck.close()
  })
})

describe('a report in a file', () => {
  it('is taken whatever the scanner says on its standard output', async () => {
    const report = join(folder, 'report.sarif')
    const scanner = `console.log('{"findings": 0}'); require('fs').copyFileSync(${JSON.stringify(REPORT)}, ${JSON.stringify(report)}); console.log('done')`
    const { code, stdout, stderr } = await (await runIn(['--report', report], script(scanner))).exit
    expect({ code, stdout }).toEqual({ code: 0, stdout: '{"findings": 0}\ndone\n' })
    expect(stderr).toMatch(/^scan [0-9a-f-]{36}: [1-9]\d* new/m)
    expect(await readFile(report, 'utf8')).toBe(await readFile(REPORT, 'utf8'))
  })

  it.each([
    ['is empty', `require('fs').writeFileSync(FILE, '')`, 1, 'exit status 0; its report cannot be read: '],
    ['is empty after a failure', `require('fs').writeFileSync(FILE, ''); process.exitCode = 4`, 4, 'exit status 4; '],
    ['is not there', '', 1, 'exit status 0; FILE was not written'],
  ])('that %s fails the scan, with the last lines of the output', async (what, text, code, words) => {
    const report = join(folder, `${what}.json`)
    const scanner = `console.log('12 files read');${text.replace('FILE', JSON.stringify(report))}`
    const ended = await (await runIn(['--report', report], script(scanner))).exit
    const reason = words.replace('FILE', report)
    expect(ended).toMatchObject({ code, stdout: '12 files read\n', stderr: expect.stringContaining(reason) })
    expect(ended.stderr.trim().split('\n')).toHaveLength(1)
    const scan = await theScan()
    expect(scan).toMatchObject({ status: 'failed', error: expect.stringContaining(reason) })
    expect(scan?.error.split('\n').at(-1)).toBe('12 files read')
  })

  it('that was there before, and empty standard output, are no report', async () => {
    const report = join(folder, 'old.sarif')
    await writeFile(report, await readFile(REPORT))
    const old = await (await runIn(['--report', report], script(''))).exit
    expect(old).toMatchObject({ code: 1, stderr: expect.stringContaining('was not written') })
    const silent = await (await runIn([], script(''))).exit
    expect(silent).toMatchObject({ code: 1, stderr: expect.stringContaining('its report cannot be read: ') })
    expect(await theScan()).toMatchObject({ status: 'failed' })
  })
})
