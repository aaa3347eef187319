import { freshEvent } from '../core/due-event.ts'
import type { EventPayload } from '../core/event.ts'
import { newId } from '../core/id.ts'
import type { Outcome, Reason } from '../core/outcome.ts'
import type { Database } from '../store/database.ts'
import { type DueDelivery, insertDeliveries } from '../store/deliveries.ts'
import { eventSeqs, insertEvents, insertRoutings } from '../store/events.ts'
import { findRefsAt } from '../store/external-refs.ts'
import { askPermits } from './ask-permits.ts'
import type { Attempt, Sender } from './attempt.ts'
import { persist } from './hand.ts'
import { charge, hintOf } from './heed.ts'
import { createLane, type Lane } from './lane.ts'
import type { OpenIntegration } from './open-integration.ts'
import { recordTried, type Tried } from './recorder.ts'
import { createRemotes, type Remotes } from './remotes.ts'
import { sendWorks } from './send-works.ts'
import { createSignal, type Signal } from './signal.ts'
import type { Sendable } from './take-up.ts'
import type { Track } from './track.ts'

/** Where an export goes; an integration that is not stored has an id of its own too, which nothing else bears. */
export interface ExportPlace extends OpenIntegration {
  workspaceId: string
  integrationId: string
  name: string
  /** What it shares its vendor's limits by. */
  remote: string
}

export interface ExportWatch {
  /** Nothing more is sent once it is aborted; what is in flight is still recorded. */
  signal: AbortSignal
  /** So many of all are through. */
  onProgress(done: number, all: number): void
}

/** What became of one event; no attempt when it was not sent. */
export interface Exported {
  findingId: string
  deliveryId: string
  attempt?: Attempt
  /** Why it was not sent. */
  notSent?: string
}

/** An event until its last attempt. */
interface Parcel extends Sendable {
  tries: number
  exported: Exported
}

/** What a delivery says of which no answer was recorded. */
const BROKEN_OFF = 'the export ended before this was sent, or before its answer was recorded'
const STOPPED = 'not sent: the export was ended before'
const TRIES = 3
/** A vendor's "not before" is waited for up to this: the caller waits too. */
const WAIT_MS = 30_000

/** After one of these the next message would be refused too, and a vendor locks out those who go on. */
const FINAL: ReadonlySet<Reason> = new Set(['auth', 'gone', 'blocked_address', 'credential_unusable'])

const rowOf = (place: ExportPlace, event: EventPayload): DueDelivery => ({
  id: newId(),
  workspace_id: place.workspaceId,
  integration_id: place.integrationId,
  event_id: event.event_id,
  finding_id: event.finding?.id ?? null,
  attempts: 0,
  replayed_at: 0,
  event: event.event,
  due: freshEvent(event),
  external_ref: null,
  external_url: null,
  blocked_by: null,
  carries_digest: false,
  job_id: null,
})

/**
 * Stores the events with the one verdict that they have, and a delivery each that stays ended unless its attempt is recorded.
 * Answers where they go, for the record.
 */
const store = (db: Database, place: ExportPlace, rows: readonly DueDelivery[]): Promise<{ id: string; name: string }> =>
  db.transaction(async (tx) => {
    await insertEvents(
      tx,
      place.workspaceId,
      rows.map(({ due }) => due.payload()),
    )
    const { integrationId: integration_id, name } = place
    const { kind } = place.destination
    const verdicts = rows.map(({ event_id, id: delivery_id }) => ({
      eventId: event_id,
      verdicts: [{ integration_id, name, kind, verdict: 'matched' as const, delivery_id }],
    }))
    await insertRoutings(tx, verdicts)
    const seqs = await eventSeqs(
      tx,
      rows.map(({ event_id }) => event_id),
    )
    const deliveries = rows
      .map((row) => ({ ...row, payload: row.due.payload() }))
      .map(({ id, event, event_id, payload }) => ({
        id,
        workspaceId: place.workspaceId,
        integrationId: integration_id,
        kind,
        eventId: event_id,
        eventSeq: seqs.get(event_id) ?? 0,
        event,
        scanId: payload.scan?.id ?? null,
        findingId: payload.finding?.id ?? null,
        notSent: BROKEN_OFF,
      }))
    await insertDeliveries(tx, deliveries)
    return { id: integration_id, name }
  })

const parcelsOf = async (db: Database, place: ExportPlace, events: readonly EventPayload[]): Promise<Parcel[]> => {
  const findingIds = events.flatMap(({ finding }) => finding?.id ?? [])
  const refs = await findRefsAt(db, place.integrationId, findingIds)
  return events.map((event) => {
    const row = rowOf(place, event)
    const known = refs.get(row.finding_id ?? '')
    return {
      // An export may be one of several: its destination looks first for what an earlier one made.
      isNew: false,
      delivery: { ...row, external_ref: known?.ref ?? null, external_url: known?.url ?? null },
      open: () => place,
      tries: 0,
      exported: { findingId: row.finding_id ?? '', deliveryId: row.id },
    }
  })
}

/** How long to wait before the same message may go again; undefined when it is not to be tried again here. */
const againAfter = (parcel: Parcel, outcome: Outcome): number | undefined => {
  if (outcome.status !== 'retry' || outcome.reason !== 'rate_limited' || parcel.tries >= TRIES) return undefined
  const afterMs = outcome.afterMs ?? 1000
  return afterMs <= WAIT_MS ? afterMs : undefined
}

type ExportTrack = Omit<Track, 'lane'> & { lane: Lane<Parcel> }

interface Run {
  db: Database
  sender: Sender
  place: ExportPlace
  watch: ExportWatch
  remotes: Remotes
  track: ExportTrack
  wake: Signal
  /** Not on the lane. */
  left: Parcel[]
  running: number
  done: number
  all: number
  /** Set once nothing more is to be sent. */
  stopped?: string
}

const heed = (run: Run, parcel: Parcel, attempt: Attempt): void => {
  const { result } = attempt
  parcel.tries += 1
  parcel.delivery.attempts += 1
  parcel.exported.attempt = attempt
  const afterMs = againAfter(parcel, result)
  if (afterMs === undefined) run.done += 1
  else run.left.push(parcel)
  const restMs = Math.max(afterMs ?? 0, hintOf([attempt]))
  if (restMs > 0) run.left.push(...run.track.lane.rest(performance.now() + restMs))
  if (result.status === 'rejected' && FINAL.has(result.reason))
    run.stopped ??= `not sent: the destination refused an earlier one (${result.detail})`
}

/** What the vendor's limits make of a request holds for all who send there. */
const share = async ({ remotes, track }: Run, attempts: readonly Attempt[]): Promise<void> => {
  const restMs = hintOf(attempts)
  await Promise.all([charge(remotes, track, attempts), restMs > 0 && remotes.rest(track.remote, restMs)])
}

const record = async ({ db, sender: { log } }: Run, tried: readonly Tried[]): Promise<void> => {
  const notices = await persist(log, 'recording an export', () => recordTried(db, tried))
  for (const { integration_id: integrationId, last_error: reason } of notices)
    log.warn({ integrationId, reason }, 'integration disabled')
}

const send = async (run: Run, parcels: readonly Parcel[], takenAt: number): Promise<void> => {
  const { sender, place } = run
  const attempts = await sendWorks(sender, parcels)
  const tried = parcels.flatMap((parcel, index) => {
    const attempt = attempts[index]
    const { kind } = place.destination
    return attempt ? [{ delivery: { ...parcel.delivery }, kind, retrySchedule: [], isProbe: false, attempt }] : []
  })
  await Promise.all([record(run, tried), share(run, attempts)])
  // What did not fit into the request comes first again.
  run.track.lane.done(takenAt, performance.now(), parcels.slice(attempts.length))
  run.running -= 1
  parcels.forEach((parcel, index) => {
    const attempt = attempts[index]
    if (attempt) heed(run, parcel, attempt)
  })
  run.watch.onProgress(run.done, run.all)
  run.wake.notice()
}

const ask = async (run: Run, wanted: number): Promise<void> => {
  const later = await askPermits(run.remotes, run.track, wanted)
  run.left.push(...later.map(({ work }) => work))
  run.wake.notice()
}

const start = (run: Run, now: number): void => {
  const { lane } = run.track
  run.left = lane.push(run.left, now).map(({ work }) => work)
  for (let parcels = lane.take(now); parcels.length > 0; parcels = lane.take(now)) {
    run.running += 1
    void send(run, parcels, now)
  }
  const wanted = lane.ask(now)
  if (wanted > 0) void ask(run, wanted)
}

/** Sends at the vendor's pace until all is through, or nothing more is to be sent. */
const sendAll = async (run: Run): Promise<void> => {
  const { signal } = run.watch
  const stop = (): void => run.wake.notice()
  signal.addEventListener('abort', stop)
  for (;;) {
    if (signal.aborted) run.stopped ??= STOPPED
    const now = performance.now()
    if (run.stopped === undefined) start(run, now)
    const waitMs = (run.track.lane.wakesAt(now) ?? now) - now
    if (waitMs > WAIT_MS) run.stopped ??= `not sent: nothing may go there for ${String(Math.ceil(waitMs / 1000))} s`
    if (run.running === 0 && (run.stopped !== undefined || run.done === run.all)) break
    await run.wake.wait(run.stopped === undefined && waitMs > 0 ? Math.max(1, waitMs) : WAIT_MS)
  }
  signal.removeEventListener('abort', stop)
}

/**
 * Sends finding events to one place at once, past filters and queue, at the vendor's pace. Each makes a delivery on record,
 * whose tries are all made here. Answers what became of each, in order.
 */
export const exportEvents = async (
  db: Database,
  sender: Sender,
  place: ExportPlace,
  events: readonly EventPayload[],
  watch: ExportWatch,
): Promise<Exported[]> => {
  const parcels = await parcelsOf(db, place, events)
  await store(
    db,
    place,
    parcels.map(({ delivery }) => delivery),
  )
  const { remote, destination, integrationId } = place
  const { rates = [], countsWrites = false } = destination.limits
  const track = { lane: createLane<Parcel>(integrationId, destination.limits), remote, rates, countsWrites }
  const remotes = createRemotes(db.pastWall, sender.log)
  const counts = { running: 0, done: 0, all: parcels.length }
  const run: Run = { db, sender, place, watch, remotes, track, wake: createSignal(), left: [...parcels], ...counts }
  await sendAll(run)
  const { stopped } = run
  return parcels.map(({ exported }) =>
    exported.attempt === undefined && stopped !== undefined ? { ...exported, notSent: stopped } : exported,
  )
}
