import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { TransportError } from '../core/http.ts'
import { newId } from '../core/id.ts'
import { limitCrowd } from '../core/limit-crowd.ts'
import { REASONS } from '../core/outcome.ts'
import type { Sender } from '../delivery/attempt.ts'
import { type OpenIntegration, openIntegration } from '../delivery/open-integration.ts'
import type { RenderContext } from '../destinations/destination.ts'
import { findIntegration } from '../store/integrations.ts'
import { CredentialUnusable } from '../vault/envelope.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId } from './page-query.ts'

const reachResult = z
  .object({
    ok: z.boolean(),
    host: z.string().nullable().describe('Host and port; null where the credential that holds them does not open.'),
    duration_ms: z.int(),
    reason: z.enum(REASONS).optional(),
    detail: z.string().optional().describe('What stands in the way, and what to mend.'),
  })
  .meta({ id: 'ReachResult' })
type ReachResult = z.output<typeof reachResult>

const MENDS: Record<TransportError['reason'], string> = {
  network: 'see the address, the name server and whether a firewall lets this service out',
  timeout: 'see whether a firewall lets this service out',
  blocked_address: 'mend the address, or let it through with EGRESS_ALLOW',
}

/** In this process; what is unreachable takes five seconds. */
const inTurn = limitCrowd('hosts asked for', 16, 200)

/** The address that its messages go to. Nothing of it but host and port may be shown. */
const urlOf = ({ destination, config }: OpenIntegration, render: RenderContext): string => {
  const message = destination.renderTest(config, render)
  return destination.request(message, config, { deliveryId: newId(), now: new Date() }).url
}

const hostOf = (url: string): string => {
  const { host, port, protocol } = new URL(url)
  return port === '' ? `${host}:${protocol === 'https:' ? '443' : '80'}` : host
}

const tryToReach = async (open: OpenIntegration, { egress, render }: Sender): Promise<ReachResult> => {
  const url = urlOf(open, render)
  const host = hostOf(url)
  const start = performance.now()
  const since = (): number => Math.round(performance.now() - start)
  try {
    await egress.reach(url, open.destination.hostRule)
    return { ok: true, host, duration_ms: since() }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error
    const { reason, message } = error
    return { ok: false, host, duration_ms: since(), reason, detail: `${message}: ${MENDS[reason]}` }
  }
}

const reachIntegration = defineOperation({
  name: 'reachIntegration',
  method: 'POST',
  path: '/integrations/:id/reach',
  scope: 'integrations:read',
  tag: 'integrations',
  summary: 'Whether its host can be reached from here: resolves, connects as sending would, and sends nothing',
  params: byId,
  status: 200,
  readsOnly: true,
  output: reachResult,
  errors: ['unavailable'],
  run: async ({ params }, { caller, services }): Promise<ReachResult> => {
    const row = await findIntegration(services.db, caller.workspaceId, params.id)
    if (!row) throw new AppError('not_found')
    try {
      const open = openIntegration(row, services.ring)
      return await inTurn(() => tryToReach(open, services.sender))
    } catch (error) {
      if (!(error instanceof CredentialUnusable)) throw error
      const detail = 'credential_unusable: enter the credentials again'
      return { ok: false, host: null, duration_ms: 0, reason: 'credential_unusable', detail }
    }
  },
})

export const reachOperations: Operation[] = [reachIntegration]
