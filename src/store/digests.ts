import { type Digest, DIGEST_TOP } from '../core/digest.ts'
import type { EventName, EventPayload } from '../core/event.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import type { Db } from './database.ts'
import { ofScan, UNFINISHED } from './deliveries.ts'

/** What of a scan an integration was given so far. */
export interface ScanTally {
  integration_id: string
  /** How many of its finding events go out one by one, by event. */
  event: EventName
  alone: number
}

/** How many finding events of a scan were routed to go out one by one, by integration and event. */
export const tallyScan = async (db: Db, scanId: string): Promise<ScanTally[]> => {
  const { rows } = await db.query<ScanTally>(
    `select integration_id, event, count(*) as alone from deliveries
     where ${ofScan('$1')} and digest_id is null and finding_id is not null group by 1, 2`,
    [scanId],
    'tally-scan',
  )
  return rows
}

/** The delivery that carries the digest of a scan at an integration: `candidate`, where there was none before. */
export const openDigest = async (tx: Db, scanId: string, integrationId: string, candidate: string): Promise<string> => {
  await tx.query(
    `insert into digests (delivery_id, scan_id, integration_id) values ($1, $2, $3)
     on conflict on constraint digests_once do nothing`,
    [candidate, scanId, integrationId],
  )
  const { rows } = await tx.query<{ delivery_id: string }>(
    'select delivery_id from digests where scan_id = $1 and integration_id = $2',
    [scanId, integrationId],
  )
  return rows[0]?.delivery_id ?? candidate
}

/** Most scans have no digest: this is one way to PostgreSQL and back, where taking them in a transaction is two. */
export const hasUnqueuedDigests = async (db: Db, scanId: string): Promise<boolean> =>
  (
    await db.query<{ found: boolean }>(
      'select exists(select from digests where scan_id = $1 and not queued) as found',
      [scanId],
      'has-unqueued-digests',
    )
  ).rows[0]?.found === true

/** The digests of a scan that the queue does not know yet; from now on it does. */
export const takeUnqueuedDigests = async (
  tx: Db,
  scanId: string,
): Promise<{ delivery_id: string; integration_id: string }[]> =>
  (
    await tx.query<{ delivery_id: string; integration_id: string }>(
      'update digests set queued = true where scan_id = $1 and not queued returning delivery_id, integration_id',
      [scanId],
      'take-digests',
    )
  ).rows

/** A digest as it stands, and the delivery that is not through of an earlier event of one of its findings. */
export interface DueDigest {
  digest: Digest
  blocked_by: string | null
}

interface Count {
  digest_id: string
  event: string
  severity: Severity
  count: number
}

const countHeld = async (db: Db, ids: readonly string[]): Promise<Map<string, Count[]>> => {
  const { rows } = await db.query<Count>(
    `select d.digest_id, d.event, e.severity, count(*) as count
     from deliveries d join events e on e.id = d.event_id where d.digest_id = any($1) group by 1, 2, 3`,
    [ids],
  )
  return Map.groupBy(rows, (row) => row.digest_id)
}

const findTop = async (db: Db, ids: readonly string[]): Promise<Map<string, EventPayload[]>> => {
  const { rows } = await db.query<{ digest_id: string; data: EventPayload }>(
    `select g.id as digest_id, t.data from unnest($1::uuid[]) as g (id),
       lateral (select e.data from deliveries d join events e on e.id = d.event_id where d.digest_id = g.id
         order by array_position($2, e.severity) desc, e.seq limit $3) t`,
    [ids, SEVERITIES, DIGEST_TOP],
  )
  return new Map([...Map.groupBy(rows, (row) => row.digest_id)].map(([id, own]) => [id, own.map(({ data }) => data)]))
}

const findBlockers = async (db: Db, ids: readonly string[]): Promise<Map<string, string>> => {
  const { rows } = await db.query<{ digest_id: string; blocked_by: string }>(
    `select distinct on (d.digest_id) d.digest_id, p.id as blocked_by
     from deliveries d join events e on e.finding_id = d.finding_id and e.seq < d.event_seq
       join deliveries p on p.event_id = e.id and p.integration_id = d.integration_id and p.state in ${UNFINISHED}
     where d.digest_id = any($1) and d.event = 'finding_changed' and p.digest_id is distinct from d.digest_id
     order by d.digest_id, p.event_seq`,
    [ids],
  )
  return new Map(rows.map(({ digest_id, blocked_by }) => [digest_id, blocked_by]))
}

const findAlone = async (db: Db, ids: readonly string[]): Promise<Map<string, number>> => {
  const { rows } = await db.query<{ delivery_id: string; alone: number }>(
    `select g.delivery_id, count(d.id) as alone from digests g
       left join events e on e.scan_id = g.scan_id
       left join deliveries d on d.event_id = e.id and d.integration_id = g.integration_id
         and d.digest_id is null and d.finding_id is not null
     where g.delivery_id = any($1) group by 1`,
    [ids],
  )
  return new Map(rows.map(({ delivery_id, alone }) => [delivery_id, alone]))
}

const digestOf = (counts: readonly Count[], top: EventPayload[], individually: number): Digest | undefined => {
  const [first] = top
  if (!first?.scan) return undefined
  const total = (belongs: (count: Count) => boolean): number =>
    counts.filter(belongs).reduce((sum, { count }) => sum + count, 0)
  const of = (severity: Severity): number => total((count) => count.severity === severity)
  return {
    target: first.target,
    scan: first.scan,
    occurred_at: top.map(({ occurred_at }) => occurred_at).reduce((a, b) => (a > b ? a : b)),
    counts: { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low'), info: of('info') },
    fresh: total(({ event }) => event === 'finding_new'),
    changed: total(({ event }) => event !== 'finding_new'),
    individually,
    top,
  }
}

/** The digests that these deliveries carry. */
export const loadDigests = async (db: Db, ids: readonly string[]): Promise<Map<string, DueDigest>> => {
  if (ids.length === 0) return new Map()
  const [counts, top, blockers, alone] = [
    await countHeld(db, ids),
    await findTop(db, ids),
    await findBlockers(db, ids),
    await findAlone(db, ids),
  ]
  return new Map(
    ids.flatMap((id) => {
      const digest = digestOf(counts.get(id) ?? [], top.get(id) ?? [], alone.get(id) ?? 0)
      return digest ? [[id, { digest, blocked_by: blockers.get(id) ?? null }]] : []
    }),
  )
}
