import type { Digest } from '../core/digest.ts'
import { redactEvent } from '../core/redact.ts'
import type { ExternalRef } from '../core/outcome.ts'
import type { RenderContext } from '../destinations/destination.ts'
import { type Attempt, failedAttempt, sendBatch, type Sender, type SendFacts, sendOne } from './attempt.ts'
import type { OpenIntegration } from './open-integration.ts'
import type { Sendable } from './take-up.ts'

const externalOf = ({ delivery }: Sendable): { external?: ExternalRef } =>
  delivery.external_ref === null
    ? {}
    : {
        external: { ref: delivery.external_ref, ...(delivery.external_url !== null && { url: delivery.external_url }) },
      }

const factsOf = (work: Sendable): SendFacts => ({
  deliveryId: work.delivery.id,
  isNew: work.isNew,
  ...externalOf(work),
})

const redactDigest = (digest: Digest): Digest => ({ ...digest, top: digest.top.map(redactEvent) })

const rendererOf =
  ({ destination, config }: OpenIntegration, { delivery, digest }: Sendable) =>
  (context: RenderContext): unknown => {
    if (!digest)
      return destination.renderText
        ? destination.renderText(delivery.due.text(), config, context)
        : destination.render(delivery.due.redacted(), config, context)
    if (!destination.digest) throw new Error(`${destination.kind} has no digests`)
    return destination.digest.render(redactDigest(digest), config, context)
  }

const sendOpened = async (sender: Sender, open: OpenIntegration, works: readonly Sendable[]): Promise<Attempt[]> => {
  const { destination, config } = open
  const [first] = works
  if (!first) return []
  if (works.length === 1) return [await sendOne(sender, destination, config, rendererOf(open, first), factsOf(first))]
  const events = works.map(({ delivery }) => delivery.due.redacted())
  const { result, ...attempt } = await sendBatch(sender, destination, config, events, factsOf(first))
  return result.map((outcome) => ({ ...attempt, result: outcome }))
}

/**
 * Sends works of one integration in one request; one attempt each, in order. Of several, those at the end may be left over:
 * they did not fit. Never throws.
 */
export const sendWorks = async (sender: Sender, works: readonly Sendable[]): Promise<Attempt[]> => {
  try {
    const opened = works[0]?.open()
    return opened ? await sendOpened(sender, opened, works) : []
  } catch (error) {
    return works.map(() => failedAttempt(error, sender.log))
  }
}
