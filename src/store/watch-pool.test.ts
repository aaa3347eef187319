import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { breakConnection } from './watch-pool.ts'

const SIZE = 3

const used = useDatabase()
let pool: pg.Pool
let clients: pg.Client[]

beforeEach(async () => {
  pool = new pg.Pool({ ...used.db.connection, max: SIZE, pipeline: true })
  clients = []
  pool.on('connect', (client) => {
    clients.push(client)
    client.on('error', () => undefined)
  })
  pool.on('error', () => undefined)
})
afterEach(() => pool.end())

const askAll = () => Promise.allSettled(Array.from({ length: SIZE }, () => pool.query('select pg_sleep(0.05)')))

it('has the pool forget connections that lay idle: none of the next statements fails', async () => {
  await askAll()
  expect(pool.idleCount).toBe(SIZE)
  const gone = clients.map((client) => new Promise((resolve) => client.once('end', resolve)))
  clients.forEach(breakConnection)
  await Promise.all(gone)
  expect((await askAll()).map(({ status }) => status)).toEqual(Array(SIZE).fill('fulfilled'))
})

it('tells whoever waits, also for several answers on one connection', async () => {
  const client = await pool.connect()
  const waiting = Promise.allSettled([client.query('select pg_sleep(30)'), client.query('select 1')])
  clients.forEach(breakConnection)
  for (const { status } of await waiting) expect(status).toBe('rejected')
  client.release()
  expect((await askAll()).map(({ status }) => status)).toEqual(Array(SIZE).fill('fulfilled'))
})
