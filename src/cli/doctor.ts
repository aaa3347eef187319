import { type Client, Refused } from './client.ts'
import { Ended } from './exit.ts'
import { print, printJson } from './print.ts'
import { type Session, withSession } from './session.ts'

/** One look at one thing; `mend` says what to do about it. */
interface Finding {
  what: string
  ok: boolean
  detail: string
}

interface Integration {
  id: string
  kind: string
  name: string
  enabled: boolean
  config_set: string[]
  disabled_reason: string | null
}

interface Delivery {
  id: string
  integration_id: string
  state: string
  detail: string | null
  created_at: string
}

const DAY_MS = 86_400_000
/** What is due is taken up within seconds; so long means that nobody takes it. */
const STUCK_MS = 5 * 60_000

const ok = (what: string, detail: string): Finding => ({ what, ok: true, detail })
const mend = (what: string, detail: string): Finding => ({ what, ok: false, detail })

const lookAtService = async ({ client, own }: Session): Promise<Finding> => {
  const where = own ? 'the database' : client.url
  const { ok: isReady, status } = await client.reach('/readyz')
  return isReady ? ok('service', `${where} is ready`) : mend('service', `${where} answers ${status}: see its log`)
}

const lookAtIntegration = ({ name, enabled, config_set, disabled_reason }: Integration): Finding => {
  const what = `integration ${name}`
  if (config_set.length === 0) return mend(what, 'its credential does not open: enter it again, or bring its key back')
  if (!enabled && disabled_reason !== null)
    return mend(what, `switched off by the service (${disabled_reason}): mend it, then enable it`)
  return ok(what, enabled ? 'its credential opens' : 'switched off')
}

const recent = async (client: Client, state: string): Promise<Delivery[]> => {
  const { items } = await client.get<{ items: Delivery[] }>('/deliveries', { state, limit: 200 })
  return items.filter(({ created_at }) => Date.now() - Date.parse(created_at) < DAY_MS)
}

const lookAtDead = async (client: Client, integrations: readonly Integration[]): Promise<Finding[]> => {
  const dead = Map.groupBy(await recent(client, 'dead'), ({ integration_id }) => integration_id)
  return integrations.flatMap(({ id, name }) => {
    const lost = dead.get(id)
    const last = lost?.[0]?.detail ?? 'no reason given'
    return lost ? [mend(`deliveries to ${name}`, `${lost.length} failed in the last day; the last: ${last}`)] : []
  })
}

const lookAtPending = async (client: Client): Promise<Finding> => {
  const stuck = (await recent(client, 'pending')).filter(
    ({ created_at }) => Date.now() - Date.parse(created_at) > STUCK_MS,
  )
  return stuck.length === 0
    ? ok('worker', 'nothing waits for long')
    : mend('worker', `${stuck.length} deliveries have been due for minutes: is a worker running?`)
}

/** A key may lack a scope for one look and have that for the next. */
const orLacking = async (what: string, look: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await look()
  } catch (error) {
    if (error instanceof Refused && error.status < 500) return [mend(what, error.message)]
    throw error
  }
}

const lookAt = async (session: Session): Promise<Finding[]> => {
  const { client } = session
  const service = await lookAtService(session)
  if (!service.ok) return [service]
  let integrations: Integration[] = []
  const first = await orLacking('integrations', async () => {
    integrations = await client.all<Integration>('/integrations')
    return integrations.map(lookAtIntegration)
  })
  const second = await orLacking('deliveries', async () => [
    ...(await lookAtDead(client, integrations)),
    await lookAtPending(client),
  ])
  return [service, ...first, ...second]
}

/** Looks at everything that can be wrong; ends with 1 when something needs mending. */
export const doctor = ({ json }: { json?: boolean }): Promise<void> =>
  withSession(async (session) => {
    const findings = await lookAt(session)
    if (json) printJson({ checks: findings })
    else for (const { what, ok: isOk, detail } of findings) print(`${isOk ? 'ok  ' : 'MEND'}  ${what}: ${detail}`)
    if (findings.some((finding) => !finding.ok)) throw new Ended(1)
  })
