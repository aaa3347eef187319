import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import type { EventPayload } from '../core/event.ts'
import { newId } from '../core/id.ts'
import { sampleEvents } from '../core/sample.ts'
import { insertEvents } from './events.ts'
import { createWorkspace } from './workspaces.ts'

const database = useDatabase()

const MIGRATION = new URL('./migrations/0025_events_json.sql', import.meta.url)

const aWorkspace = async (): Promise<string> => (await createWorkspace(database.db, newId(), newId().repeat(2))).id

const saying = (text: string): EventPayload => ({ ...sampleEvents.scan_failed, event_id: newId(), error: text })

const storedText = async (id: string): Promise<string | undefined> =>
  (await database.db.query<{ text: string }>('select data::text as text from events where id = $1', [id])).rows[0]?.text

describe('an event is stored', () => {
  it('byte for byte as it was written, whatever its texts hold', async () => {
    const workspaceId = await aWorkspace()
    const unit = fc.constantFrom(
      ...[
        '"',
        '\\',
        '{',
        '}',
        ',',
        ':',
        '\\"',
        '\\\\u0000',
        'NULL',
        '\n',
        '\t',
        '\u001b',
        '\u007f',
        '\u2028',
        'é',
        '😀',
        'a',
        ' ',
      ],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit, maxLength: 12 }), { minLength: 1, maxLength: 3 }), async (texts) => {
        const payloads = texts.map(saying)
        await insertEvents(database.db, workspaceId, payloads)
        for (const payload of payloads) expect(await storedText(payload.event_id)).toBe(JSON.stringify(payload))
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    ['a NUL', 'a\0b', '22P05'],
    ['the first half of a surrogate pair', 'a\ud83d', '22P02'],
    ['the second half', '\ude00b', '22P02'],
  ])('but not with %s: no statement could read it then', async (_what, text, code) => {
    const workspaceId = await aWorkspace()
    const payload = saying(text)
    await expect(insertEvents(database.db, workspaceId, [payload])).rejects.toMatchObject({ code })
    const { event_id, finding } = { ...sampleEvents.finding_new, event_id: newId() }
    const leaky = { ...sampleEvents.finding_new, event_id, ...(finding && { finding: { ...finding, [text]: 1 } }) }
    await expect(insertEvents(database.db, workspaceId, [leaky])).rejects.toMatchObject({ code })
    expect(await storedText(payload.event_id)).toBeUndefined()
    expect(await storedText(event_id)).toBeUndefined()
  })
})

it('events of before keep what they say, and their severity', async () => {
  const { db } = database
  const workspaceId = await aWorkspace()
  const payload = { ...sampleEvents.finding_new, event_id: newId() }
  const severity = payload.finding?.severity
  await db.query(`alter table events drop column severity, alter column data type jsonb using data::jsonb,
    add column severity text generated always as (data->'finding'->>'severity') stored`)
  await db.query(
    `insert into events (id, workspace_id, event, target_id, data) values ($1, $2, 'finding_new', $3, $4), ($5, $2, 'scan_done', $3, '{}')`,
    [payload.event_id, workspaceId, payload.target.id, JSON.stringify(payload), newId()],
  )
  await db.query(await readFile(MIGRATION, 'utf8'))
  const { rows } = await db.query('select data, severity from events where workspace_id = $1 order by id', [
    workspaceId,
  ])
  expect(rows).toEqual([
    { data: payload, severity },
    { data: {}, severity: null },
  ])
})
