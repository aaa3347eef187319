import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { newApiKey } from '../core/api-key.ts'
import { newId } from '../core/id.ts'
import { declareIntent, withdrawIntent } from './send-intents.ts'
import { createWorkspace } from './workspaces.ts'

const database = useDatabase()
let workspaceId: string
let first: string
let second: string

const addDelivery = async (): Promise<string> => {
  const id = newId()
  const eventId = newId()
  await database.db.query(
    `insert into events (id, workspace_id, event, target_id, data) values ($1, $2, 'finding_new', $3, '{}')`,
    [eventId, workspaceId, newId()],
  )
  await database.db.query(
    `insert into deliveries (id, workspace_id, integration_id, kind, event_id, event_seq, event)
     values ($1, $2, $3, 'jira', $4, 1, 'finding_new')`,
    [id, workspaceId, newId(), eventId],
  )
  return id
}

beforeEach(async () => {
  workspaceId = (await createWorkspace(database.db, 'Intents', newApiKey(randomBytes))).id
  first = await addDelivery()
  second = await addDelivery()
})

const declare = (delivery: string, instead?: Date) => declareIntent(database.db, delivery, 'step', instead)

describe('an intent', () => {
  it('is told to whoever comes later, the same delivery or another', async () => {
    const before = Date.now()
    expect(await declare(first)).toBeUndefined()
    const told = await declare(second)
    expect(told?.getTime()).toBeGreaterThan(before - 60_000)
    expect(await declare(first)).toEqual(told)
  })

  it('is declared by one of many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => declare(n % 2 ? first : second)))
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1)
    expect(new Set(answers.map((answer) => answer?.getTime())).size).toBe(2)
  })

  it('is taken over by one of many that saw it', async () => {
    await declare(first)
    const seen = await declare(second)
    await database.db.query(`update send_intents set declared_at = declared_at - interval '1 hour'`)
    const old = await declare(second)
    expect(old).not.toEqual(seen)
    const answers = await Promise.all(Array.from({ length: 5 }, () => declare(second, old)))
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1)
    expect(await declare(second, seen)).toBeInstanceOf(Date)
  })

  it('is withdrawn by its own delivery only', async () => {
    await declare(first)
    await withdrawIntent(database.db, second, 'step')
    expect(await declare(second)).toBeInstanceOf(Date)
    await withdrawIntent(database.db, first, 'step')
    expect(await declare(second)).toBeUndefined()
  })

  it('is of one workspace, and goes with its delivery', async () => {
    await declare(first)
    const own = workspaceId
    workspaceId = (await createWorkspace(database.db, 'Other', newApiKey(randomBytes))).id
    expect(await declare(await addDelivery())).toBeUndefined()
    workspaceId = own
    await database.db.query('delete from deliveries where id = $1', [first])
    expect(await declare(second)).toBeUndefined()
  })

  it('of a delivery that is on no record says that all may be done', async () => {
    const unknown = newId()
    const answer = await declare(unknown)
    expect(answer).toEqual(new Date(0))
    expect(await declare(unknown, answer)).toBeUndefined()
  })
})
