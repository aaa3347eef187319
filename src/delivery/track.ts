import type { Rate } from '../core/rate.ts'
import { createLane, type Lane } from './lane.ts'
import type { Work } from './take-up.ts'

/** A lane and what it shares with others of its remote. */
export interface Track {
  lane: Lane<Work>
  remote: string
  rates: readonly Rate[]
  countsWrites: boolean
}

/** By integration. */
export type Tracks = Map<string, Track>

export const trackOf = (tracks: Tracks, { delivery, limits, remote }: Work): Track => {
  const id = delivery.integration_id
  const { rates = [], countsWrites = false } = limits
  const track = tracks.get(id) ?? { lane: createLane<Work>(id, limits), remote, rates, countsWrites }
  tracks.set(id, track)
  return track
}
