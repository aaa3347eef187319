import { redactEvent } from '../core/redact.ts'
import type { ExternalRef } from '../core/outcome.ts'
import { type Attempt, failedAttempt, sendBatch, type Sender, type SendFacts, sendEvent } from './attempt.ts'
import type { OpenIntegration } from './open-integration.ts'
import type { Sendable } from './take-up.ts'

const externalOf = ({ delivery }: Sendable): { external?: ExternalRef } =>
  delivery.external_ref === null
    ? {}
    : {
        external: { ref: delivery.external_ref, ...(delivery.external_url !== null && { url: delivery.external_url }) },
      }

/** A job that was claimed before may have been sent before: it counts as a further attempt. */
const factsOf = (work: Sendable): SendFacts => ({
  deliveryId: work.delivery.id,
  attempt: work.delivery.attempts + 1 + work.job.retryCount,
  ...externalOf(work),
})

const sendOpened = async (sender: Sender, { destination, config }: OpenIntegration, works: readonly Sendable[]) => {
  const events = works.map(({ delivery }) => redactEvent(delivery.data))
  const [first] = works
  const [event] = events
  if (!first || !event) return []
  if (works.length === 1) return [await sendEvent(sender, destination, config, event, factsOf(first))]
  const { result, ...attempt } = await sendBatch(sender, destination, config, events, factsOf(first))
  return result.map((outcome) => ({ ...attempt, result: outcome }))
}

/** Sends works of one integration in one request; one attempt each, in order. Never throws. */
export const sendWorks = async (sender: Sender, works: readonly Sendable[]): Promise<Attempt[]> => {
  try {
    const opened = works[0]?.open()
    return opened ? await sendOpened(sender, opened, works) : []
  } catch (error) {
    return works.map(() => failedAttempt(error, sender.log))
  }
}
