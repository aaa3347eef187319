import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { testLog, useDatabase } from '../../test/database.ts'
import { newFernetKey } from '../../test/process.ts'
import { insertWebhooks } from '../../test/sealed-webhooks.ts'
import { newApiKey } from '../core/api-key.ts'
import { newId } from '../core/id.ts'
import { giveTurnBack, renewTurn, takeTurn, type Turn, TURN_MS } from '../store/export-turns.ts'
import { createWorkspace } from '../store/workspaces.ts'
import { createKeyRing } from '../vault/key-ring.ts'
import { inTurn } from './export-turn.ts'

const used = useDatabase()
let one: Turn
let other: Turn

beforeEach(async () => {
  const workspaceId = (await createWorkspace(used.db, 'Turns', newApiKey(randomBytes))).id
  const config = { webhook_url: 'https://hook.example/x' }
  const ring = createKeyRing([newFernetKey()])
  const [integrationId = ''] = await insertWebhooks(used.db, ring, workspaceId, { config, events: [] }, 1)
  one = { workspaceId, place: newId(), integrationId, holder: newId() }
  other = { ...one, holder: newId() }
})
afterEach(() => {
  vi.useRealTimers()
})

const endAll = () => used.db.query(`update export_turns set ends_at = now() - interval '1 second'`)

const isTaken = async (): Promise<boolean> =>
  (await used.db.query('select from export_turns where ends_at > now()')).rowCount === 1

describe('a turn to export', () => {
  it("is one holder's until it is given back", async () => {
    expect(await takeTurn(used.db, one)).toBe(true)
    expect(await takeTurn(used.db, other)).toBe(false)
    await giveTurnBack(used.db, other)
    expect(await takeTurn(used.db, other)).toBe(false)
    await giveTurnBack(used.db, one)
    expect(await takeTurn(used.db, other)).toBe(true)
  })

  it('ends by itself when its holder died, who cannot renew it once it is taken', async () => {
    await takeTurn(used.db, one)
    await endAll()
    expect(await takeTurn(used.db, other)).toBe(true)
    expect(await renewTurn(used.db, one)).toBe(false)
    expect(await renewTurn(used.db, other)).toBe(true)
  })

  it('may be renewed late, as long as nobody took it', async () => {
    await takeTurn(used.db, one)
    await endAll()
    expect(await renewTurn(used.db, one)).toBe(true)
    expect(await takeTurn(used.db, other)).toBe(false)
  })

  it('is of its workspace and place alone, and forgotten long after its holder died', async () => {
    await takeTurn(used.db, one)
    const elsewhere = { ...other, place: 'elsewhere', integrationId: null }
    expect(await takeTurn(used.db, elsewhere)).toBe(true)
    const foreign = (await createWorkspace(used.db, 'Others', newApiKey(randomBytes))).id
    expect(await takeTurn(used.db, { ...other, workspaceId: foreign, integrationId: null })).toBe(true)
    await used.db.query(`update export_turns set ends_at = now() - interval '2 hours' where place = 'elsewhere'`)
    await giveTurnBack(used.db, one)
    const { rows } = await used.db.query('select workspace_id from export_turns where workspace_id = any($1)', [
      [one.workspaceId, foreign],
    ])
    expect(rows).toEqual([{ workspace_id: foreign }])
    await giveTurnBack(used.db, { ...other, workspaceId: foreign })
  })

  it('goes to one of many that ask at once', async () => {
    const asked = Array.from({ length: 20 }, () => takeTurn(used.db, { ...one, holder: newId() }))
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1)
  })
})

describe('what runs in turn', () => {
  const aborted = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

  it('runs alone, and gives the turn back when it is through, also when it failed', async () => {
    const inner = () => inTurn(used.db, testLog, one, () => Promise.resolve('inner'))
    expect(await inTurn(used.db, testLog, one, inner)).toBeUndefined()
    await expect(inTurn(used.db, testLog, one, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke')
    expect(await inner()).toBe('inner')
  })

  it('keeps its turn for as long as it runs', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await inTurn(used.db, testLog, one, async () => {
      await endAll()
      vi.advanceTimersByTime(TURN_MS / 2)
      await expect.poll(isTaken).toBe(true)
    })
  })

  it.each([
    [
      'somebody else took it',
      async () => {
        await endAll()
        await takeTurn(used.db, other)
      },
    ],
    ['the integration was deleted', () => used.db.query('delete from integrations where id = $1', [one.integrationId])],
  ])('hears that its turn is lost when %s', async (_why, lose) => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await inTurn(used.db, testLog, one, async (lost) => {
      await lose()
      expect(lost.aborted).toBe(false)
      const heard = aborted(lost)
      vi.advanceTimersByTime(TURN_MS / 2)
      await heard
    })
  })

  it('hears so before it ends when it cannot be renewed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    let isAway = false
    const query: typeof used.db.query = (...args) =>
      isAway ? Promise.reject(new Error('the database is away')) : used.db.query<never>(...args)
    const db = { ...used.db, query }
    await inTurn(db, testLog, one, async (lost) => {
      isAway = true
      await vi.advanceTimersByTimeAsync(TURN_MS / 2)
      expect(lost.aborted).toBe(false)
      await vi.advanceTimersByTimeAsync(TURN_MS / 2 - 1)
      expect(lost.aborted).toBe(true)
    })
    isAway = false
    expect(await takeTurn(used.db, other)).toBe(false)
  })
})
