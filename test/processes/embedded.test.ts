import { afterAll, expect, it } from 'vitest'
import { createApi } from '../../demo/api.ts'
import { createProcesses, embeddedPid, isRunning, until } from '../process.ts'

const processes = createProcesses()
afterAll(processes.close)

const API_KEY = /^API key of the first workspace, shown only now: (\S+)$/m
const SET_UP = /^set-up link of the first owner, works once: http:\/\/127\.0\.0\.1:\d+\/setup#pcl_[\w-]{49}$/m
const keyOf = (stdout: string): string | undefined => API_KEY.exec(stdout)?.[1]

/** The PostgreSQL that runs in the folder. */
const postgresOf = async (dataDir: string): Promise<number> => {
  const pid = await embeddedPid(dataDir)
  if (pid === undefined) throw new Error('no PostgreSQL runs there')
  return pid
}

it('prints an API key at its first start only, and keeps what it was given over an orderly end', async () => {
  const env = { DATA_DIR: await processes.folder() }
  const first = await processes.service('serve', env)
  const key = keyOf(first.stdout()) ?? ''
  expect(first.stdout()).toMatch(SET_UP)
  const target = await createApi(first.url, key).post<{ id: string }>('/targets', { kind: 'url', name: 'shop' })
  const postgres = await postgresOf(env.DATA_DIR)
  first.kill('SIGTERM')
  expect(await first.exit).toMatchObject({ code: 0, signal: null })
  expect(isRunning(postgres)).toBe(false)

  const second = await processes.service('serve', env)
  expect(keyOf(second.stdout())).toBeUndefined()
  expect(await createApi(second.url, key).get(`/targets/${target.id}`)).toMatchObject({ name: 'shop' })
  second.kill('SIGINT')
  expect(await second.exit).toMatchObject({ code: 0, signal: null })
  expect(await embeddedPid(env.DATA_DIR)).toBeUndefined()
})

it('adopts the PostgreSQL that a killed process left running, and nothing is lost', async () => {
  const env = { DATA_DIR: await processes.folder() }
  const first = await processes.service('serve', env)
  const key = keyOf(first.stdout()) ?? ''
  const target = await createApi(first.url, key).post<{ id: string }>('/targets', { kind: 'url', name: 'shop' })
  const postgres = await postgresOf(env.DATA_DIR)
  first.kill('SIGKILL')
  expect(await first.exit).toMatchObject({ code: null, signal: 'SIGKILL' })
  expect(isRunning(postgres)).toBe(true)

  const second = await processes.service('serve', { ...env, LOG_LEVEL: 'info' })
  expect(second.stderr()).toContain('adopted the PostgreSQL')
  expect(await postgresOf(env.DATA_DIR)).toBe(postgres)
  expect(await createApi(second.url, key).get(`/targets/${target.id}`)).toMatchObject({ name: 'shop' })
  second.kill('SIGTERM')
  expect(await second.exit).toMatchObject({ code: 0 })
  expect(isRunning(postgres)).toBe(false)
})

it('ends with 75 and one line where another process owns the data folder, which goes on undisturbed', async () => {
  const env = { DATA_DIR: await processes.folder() }
  const first = await processes.service('serve', env)
  const key = keyOf(first.stdout()) ?? ''
  const second = await processes.command(['serve'], { ...env, PORT: '0', LOG_LEVEL: 'warn' }).exit
  expect(second).toMatchObject({ code: 75, stdout: '' })
  expect(second.stderr).toBe(`${env.DATA_DIR} is in use by another process; stop it or set another DATA_DIR\n`)
  expect(await createApi(first.url, key).post('/targets', { kind: 'url', name: 'after' })).toMatchObject({
    name: 'after',
  })
  first.kill('SIGTERM')
  expect(await first.exit).toMatchObject({ code: 0 })
})

it('serves exactly once when two start at once on a fresh folder', async () => {
  const env = { DATA_DIR: await processes.folder(), PORT: '0', LOG_LEVEL: 'warn' }
  const both = [processes.command(['serve'], env), processes.command(['serve'], env)]
  const loser = await Promise.race(both.map(async (child) => (await child.exit, child)))
  expect(await loser.exit).toMatchObject({
    code: 75,
    stdout: '',
    stderr: `${env.DATA_DIR} is in use by another process; stop it or set another DATA_DIR\n`,
  })
  const [winner] = both.filter((child) => child !== loser)
  if (!winner) throw new Error('both lost')
  const url = await until('the other one serves', () => /^listening on (\S+)$/m.exec(winner.stdout())?.[1])
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  expect(keyOf(winner.stdout())).toBeDefined()
  winner.kill('SIGTERM')
  expect(await winner.exit).toMatchObject({ code: 0 })
})
