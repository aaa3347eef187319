import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoApi } from './api.ts'

export interface DemoEvent {
  id: string
  event: string
  data: { finding?: { severity: string } }
  routed: boolean
  routing: { integration_id: string; name: string; verdict: string; delivery_id?: string }[]
}

export interface DemoDelivery {
  id: string
  integration_id: string
  state: string
  detail: string | null
}

export interface Outcome {
  events: DemoEvent[]
  deliveries: Map<string, DemoDelivery>
}

const WAITING = new Set(['pending', 'retrying'])
const LOOK_MS = 200

const readEvents = async (api: DemoApi): Promise<DemoEvent[]> => {
  const events = await api.all<{ id: string }>('/events')
  return Promise.all(events.reverse().map(({ id }) => api.get<DemoEvent>(`/events/${id}`)))
}

/** Waits until every event so far is judged; rejects after `deadlineMs`. */
export const awaitJudged = async (api: DemoApi, deadlineMs: number): Promise<DemoEvent[]> => {
  const deadline = Date.now() + deadlineMs
  for (;;) {
    const events = await readEvents(api)
    if (events.every(({ routed }) => routed)) return events
    if (Date.now() > deadline) throw new Error('events were not judged in time')
    await sleep(LOOK_MS)
  }
}

/** Waits until every event is judged and every delivery is through; rejects after `deadlineMs`. */
export const awaitOutcome = async (
  api: DemoApi,
  deadlineMs: number,
  onProgress: (done: number, all: number) => void,
): Promise<Outcome> => {
  const deadline = Date.now() + deadlineMs
  const events = await awaitJudged(api, deadlineMs)
  for (;;) {
    const deliveries = await api.all<DemoDelivery>('/deliveries')
    const waiting = deliveries.filter(({ state }) => WAITING.has(state)).length
    onProgress(deliveries.length - waiting, deliveries.length)
    if (waiting === 0) return { events, deliveries: new Map(deliveries.map((delivery) => [delivery.id, delivery])) }
    if (Date.now() > deadline) throw new Error(`${String(waiting)} deliveries were not through in time`)
    await sleep(LOOK_MS)
  }
}
