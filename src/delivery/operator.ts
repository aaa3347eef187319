import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../core/id.ts'
import { isDone } from '../core/outcome.ts'
import { outcomeOfStatus } from '../destinations/http-outcome.ts'
import { signedHeaders, signingKey } from '../destinations/webhook-signature.ts'
import { ATTEMPT_DEADLINE_MS, type Sender } from './attempt.ts'
import { logNotice, type Notice } from './tell-health.ts'

/** Where operators hear of integrations that fail. */
export interface OperatorWebhook {
  url: string
  /** `whsec_…` */
  secret: string
}

/** Tells operators: in the log, and at their webhook where there is one. Never rejects. */
export type Tell = (notice: Notice) => Promise<void>

const WAITS_MS = [0, 1000, 5000, 30_000]

const post = async (sender: Sender, webhook: OperatorWebhook, id: string, body: string): Promise<boolean> => {
  const http = sender.egress.client({ signal: AbortSignal.timeout(ATTEMPT_DEADLINE_MS), rule: OPERATOR_RULE })
  const { url, secret } = webhook
  const headers = {
    'content-type': 'application/json',
    ...signedHeaders(body, { id, now: new Date(), key: signingKey(secret, 'standard'), signature: 'standard' }),
  }
  return isDone(outcomeOfStatus(await http({ method: 'POST', url, headers, body })))
}

/** The same as a signed webhook's. */
const OPERATOR_RULE = { fields: ['url'], ipLiterals: true }

export const createTell =
  (sender: Sender, webhook: OperatorWebhook | undefined): Tell =>
  async (notice) => {
    logNotice(sender.log, notice)
    if (!webhook) return
    const id = newId()
    const body = JSON.stringify({ type: notice.type, timestamp: new Date().toISOString(), data: notice })
    for (const wait of WAITS_MS) {
      await sleep(wait, undefined, { ref: false })
      const done = await post(sender, webhook, id, body).catch((error: unknown) => {
        sender.log.warn({ err: error }, 'the operator webhook could not be reached')
        return false
      })
      if (done) return
    }
    sender.log.error({ type: notice.type, integrationId: notice.integration_id }, 'the operator webhook took no notice')
  }
