import type { Verdict } from '../api/vocabulary.ts'

/** Why an integration is not sent an event, in a few words. */
export const STOP_WORDS: Record<Exclude<Verdict, 'matched'>, string> = {
  disabled: 'switched off',
  target_out_of_scope: 'other target',
  event_not_subscribed: 'event not picked',
  below_severity: 'below severity',
}
