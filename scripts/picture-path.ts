import type { EventName } from '../src/core/event.ts'
import type { Kind } from '../src/destinations/destination.ts'

export const PICTURED_KINDS: readonly Kind[] = ['slack', 'teams', 'google_chat', 'discord']
export const PICTURED_EVENTS: readonly EventName[] = ['finding_new', 'finding_changed', 'scan_done', 'scan_failed']

/** Below docs/. */
export const picturePath = (kind: string, event: EventName): string => `pictures/${kind}-${event}.png`
