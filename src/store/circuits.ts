import type { Database, Db } from './database.ts'

/** An integration's circuit, while it is not closed. */
export interface Circuit {
  opened_at: Date
  reason: string
  failed_probes: number
  probe_at: Date
  /** The delivery that is out to try it. */
  probe_id: string | null
}

/** Seconds until the first probe; each further wait is twice as long, up to a minute. */
const FIRST_WAIT = 10
const LONGEST_WAIT = 60
/** A probe whose worker ended is lost after this. */
const PROBE_SECONDS = 60

/** Opens the circuit of an integration; false when it was open. */
export const openCircuit = async (tx: Db, integrationId: string, reason: string): Promise<boolean> => {
  const { rowCount } = await tx.query(
    `insert into circuits (integration_id, reason, probe_at)
     select id, $2, now() + $3 * interval '1 second' from integrations where id = $1 and enabled
     on conflict do nothing`,
    [integrationId, reason, FIRST_WAIT],
  )
  return rowCount === 1
}

/** The probe failed: the next one waits longer. */
export const failProbe = async (tx: Db, probeId: string, reason: string): Promise<void> => {
  await tx.query(
    `update circuits set probe_id = null, failed_probes = failed_probes + 1, reason = $2,
       probe_at = now() + least($3 * power(2, failed_probes + 1), $4) * interval '1 second'
     where probe_id = $1`,
    [probeId, reason, FIRST_WAIT, LONGEST_WAIT],
  )
}

/** Closes the circuit of an integration, and has what was held for it released. */
export const closeCircuit = async (tx: Db, integrationId: string): Promise<boolean> => {
  const { rowCount } = await tx.query('delete from circuits where integration_id = $1', [integrationId])
  if (rowCount > 0) await releaseHeld(tx, integrationId)
  return rowCount > 0
}

const releaseHeld = async (tx: Db, integrationId: string): Promise<void> => {
  await tx.query('insert into releases (integration_id) values ($1) on conflict do nothing', [integrationId])
}

/** Whether a circuit is due for a probe, or an integration to be released. */
export const isTendingDue = async (db: Database): Promise<boolean> => {
  const { rows } = await db.query<{ due: boolean }>(
    `select exists (select from circuits where probe_at <= now()) or exists (select from releases) as due`,
  )
  return rows[0]?.due === true
}

/**
 * Names the next probe of one circuit that is due for one: the held delivery that was tried least. With nothing held the
 * circuit closes. `run` gets the delivery in the same transaction; answers whether there was a circuit.
 */
export const takeProbe = (
  db: Database,
  run: (tx: Db, probe: { deliveryId: string; integrationId: string }) => Promise<void>,
): Promise<boolean> =>
  db.transaction(async (tx) => {
    const due = await tx.query<{ integration_id: string }>(
      `select integration_id from circuits where probe_at <= now() order by probe_at for update skip locked limit 1`,
    )
    const integrationId = due.rows[0]?.integration_id
    if (integrationId === undefined) return false
    const held = await tx.query<{ id: string }>(
      `select d.id from waiting_deliveries w join deliveries d on d.id = w.delivery_id
       where w.integration_id = $1 and w.state = 'held' and (d.digest_id is null or d.digest_id = d.id)
       order by w.attempts, w.event_seq limit 1`,
      [integrationId],
    )
    const deliveryId = held.rows[0]?.id
    if (deliveryId === undefined) {
      await closeCircuit(tx, integrationId)
      return true
    }
    await tx.query(
      `update circuits set probe_id = $2, probe_at = now() + $3 * interval '1 second' where integration_id = $1`,
      [integrationId, deliveryId, PROBE_SECONDS],
    )
    await run(tx, { deliveryId, integrationId })
    return true
  })

/** Runs `page` on one integration that is to be released; the release is over when it answers false. */
export const takeRelease = (
  db: Database,
  page: (tx: Db, integrationId: string) => Promise<boolean>,
): Promise<boolean> =>
  db.transaction(async (tx) => {
    const { rows } = await tx.query<{ integration_id: string }>(
      'select integration_id from releases for update skip locked limit 1',
    )
    const integrationId = rows[0]?.integration_id
    if (integrationId === undefined) return false
    if (!(await page(tx, integrationId)))
      await tx.query('delete from releases where integration_id = $1', [integrationId])
    return true
  })

export const findCircuit = async (db: Db, integrationId: string): Promise<Circuit | undefined> =>
  (
    await db.query<Circuit>(
      'select opened_at, reason, failed_probes, probe_at, probe_id from circuits where integration_id = $1',
      [integrationId],
    )
  ).rows[0]
