import { z } from 'zod'
import { TransportError, type HttpRequest, type HttpResponse } from '../core/http.ts'
import { isDone, type ExternalRef, type Outcome } from '../core/outcome.ts'
import type { RenderContext, SendContext } from './destination.ts'
import { excerpt, jsonBody } from './http-outcome.ts'
import type { OpsgenieMessage, Step } from './opsgenie-alert.ts'
import { classifyOpsgenie, isOpsgenie, requestIdOf } from './opsgenie-answer.ts'
import { alertPage, opsgenieRequest, type OpsgenieConfig } from './opsgenie-config.ts'

/** Without `identifierType` the alias would be read as an id: answered with 202, and failed afterwards. */
export const stepRequest = (step: Step, alias: string, config: OpsgenieConfig): HttpRequest => {
  if (step.verb === 'create') return opsgenieRequest(config, 'POST', '', step.body)
  const method = step.verb === 'priority' || step.verb === 'message' ? 'PUT' : 'POST'
  return opsgenieRequest(config, method, `/${encodeURIComponent(alias)}/${step.verb}?identifierType=alias`, step.body)
}

/** The request that carries what is said: the alert itself, else the last. */
export const decidingRequest = ({ alias, steps }: OpsgenieMessage, config: OpsgenieConfig): HttpRequest => {
  const step = steps.find(({ verb }) => verb === 'create') ?? steps.at(-1)
  if (!step) throw new Error('a message has a step')
  return stepRequest(step, alias, config)
}

const statusAnswer = z.object({
  data: z.object({
    success: z.boolean().optional(),
    isSuccess: z.boolean().optional(),
    status: z.string().optional().catch(undefined),
    alertId: z.string().max(200).optional().catch(undefined),
  }),
})

/** What became of queued work. */
type Result =
  { state: 'done'; alertId?: string } | { state: 'failed'; status: string } | { state: 'untold' | 'unread' | 'waiting' }

const resultOf = (response: HttpResponse, config: OpsgenieConfig): Result => {
  if (response.status === 401 || response.status === 403) return { state: 'unread' }
  const data = response.status === 200 ? statusAnswer.safeParse(jsonBody(response)).data?.data : undefined
  const isSuccess = data?.isSuccess ?? data?.success
  if (isSuccess === undefined) return { state: 'waiting' }
  if (isSuccess) return { state: 'done', ...(data?.alertId && { alertId: data.alertId }) }
  return { state: 'failed', status: excerpt(data?.status ?? '', 200, [config.api_key]) }
}

/** Most requests are worked off within a second; each question counts against the rate. */
const POLLS_MS = [500, 1000, 2000, 3000, 3000, 3000, 3000]
/** What has to be there before the next step about it, or else waits in the same queue. */
const EARLY_POLLS = 3

const ask = async (requestId: string, config: OpsgenieConfig, context: SendContext): Promise<Result> => {
  const request = opsgenieRequest(config, 'GET', `/requests/${encodeURIComponent(requestId)}`)
  return context.http(request).then(
    (response) => resultOf(response, config),
    (error: unknown): Result => {
      // The work was taken; one lost answer about it is asked for again.
      if (error instanceof TransportError && error.reason === 'network') return { state: 'waiting' }
      throw error
    },
  )
}

/** Asks until the work is done, has failed, or the attempt's deadline ends the wait. */
const follow = async (response: HttpResponse, polls: number, config: OpsgenieConfig, context: SendContext) => {
  const requestId = requestIdOf(response)
  let result: Result = { state: requestId === undefined ? 'untold' : 'waiting' }
  for (const ms of POLLS_MS.slice(0, polls)) {
    if (requestId === undefined || result.state !== 'waiting') break
    const asked = context.sleep(ms).then(() => ask(requestId, config, context))
    const next = await asked.catch(() => undefined)
    if (!next) break
    result = next
  }
  return result
}

const NOTHING_THERE: Partial<Record<Step['verb'], string>> = {
  close: 'there was no open alert to close',
  acknowledge: 'there is no open alert to acknowledge',
  notes: 'there is no open alert to add the note to',
}

const outcomeOf = (result: Result, verb: Step['verb'], external: ExternalRef): Outcome => {
  switch (result.state) {
    case 'done':
      return { status: 'delivered', external }
    case 'failed': {
      const { status } = result
      const nothing = NOTHING_THERE[verb]
      if (nothing && /not exist|not found/i.test(status)) return { status: 'delivered', external, detail: nothing }
      if (/already/i.test(status)) return { status: 'delivered', external, detail: status }
      const why = status || 'it gave no reason'
      return {
        status: 'rejected',
        reason: 'invalid_request',
        detail: `Opsgenie took the request but did not do it: ${why}`,
      }
    }
    case 'untold':
      return { status: 'accepted', external, detail: 'taken; the answer named no request that could be asked after' }
    case 'unread':
      return {
        status: 'accepted',
        external,
        detail: 'taken; the key may not read, so whether it was done is not known',
      }
    case 'waiting':
      return { status: 'accepted', external, detail: 'taken; Opsgenie had not done it yet when the wait was over' }
  }
}

/** The alias, and the page of the alert: the one that was named now, else that of an earlier delivery. */
const externalOf = (result: Result, alias: string, config: OpsgenieConfig, { external }: SendContext): ExternalRef => {
  const named = result.state === 'done' && result.alertId ? alertPage(result.alertId, config) : undefined
  const url = named ?? (external?.ref === alias ? external.url : undefined)
  return { ref: alias, ...(url && { url }) }
}

/** One request after another; the first that is refused ends it. */
export const sendOpsgenie = async (
  { alias, steps }: OpsgenieMessage,
  config: OpsgenieConfig,
  context: SendContext,
): Promise<Outcome> => {
  let outcome: Outcome = { status: 'accepted' }
  for (const [index, step] of steps.entries()) {
    const response = await context.http(stepRequest(step, alias, config))
    outcome = classifyOpsgenie(response, config)
    if (!isDone(outcome)) return outcome
    const isLast = index === steps.length - 1
    if (!isLast && step.verb !== 'create') continue
    const result = await follow(response, isLast ? POLLS_MS.length : EARLY_POLLS, config, context)
    outcome = outcomeOf(result, step.verb, externalOf(result, alias, config, context))
    if (!isDone(outcome)) return outcome
  }
  return outcome
}

/** Asks after work that was never ordered: Opsgenie's own 404 shows that the key is good, and nothing is made. */
export const probeOpsgenie = async (config: OpsgenieConfig, context: SendContext & RenderContext): Promise<Outcome> => {
  const response = await context.http(opsgenieRequest(config, 'GET', `/requests/${context.deliveryId}`))
  const outcome = classifyOpsgenie(response, config)
  const isGood = isDone(outcome) || (response.status === 404 && isOpsgenie(response))
  return isGood ? { status: 'delivered', detail: 'Opsgenie takes the key; no alert was made' } : outcome
}
