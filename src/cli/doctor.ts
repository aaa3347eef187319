import { type Client, Refused } from './client.ts'
import { Ended } from './exit.ts'
import { print, printJson } from './print.ts'
import { startSteps } from './progress.ts'
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
const STUCK_SECONDS = 300
const CLOCK_APART_SECONDS = 30

const ok = (what: string, detail: string): Finding => ({ what, ok: true, detail })
const mend = (what: string, detail: string): Finding => ({ what, ok: false, detail })

const lookAtService = async ({ client, own }: Session): Promise<Finding> => {
  const where = own ? 'the database' : client.url
  const { ok: isReady, status } = await client.reach('/readyz')
  return isReady ? ok('service', `${where} is ready`) : mend('service', `${where} answers ${status}: see its log`)
}

/** The value of a gauge; undefined where the service has none, or cannot ask its database. */
const gauge = (metrics: string, name: string): number | undefined => {
  const line = metrics.split('\n').find((one) => one.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.slice(name.length + 1))
}

/** What the whole installation says of itself, to whoever may reach `/metrics`. */
const lookAtSigns = async (client: Client): Promise<Finding[]> => {
  const metrics = await (await client.reach('/metrics')).text()
  const ahead = gauge(metrics, 'pencheff_clock_ahead_seconds')
  const oldest = gauge(metrics, 'pencheff_delivery_oldest_ready_seconds')
  const open = gauge(metrics, 'pencheff_circuits{state="open"}')
  if (ahead === undefined || oldest === undefined || open === undefined)
    return [mend('database', 'the service cannot ask it: see its log')]
  const apart = `${Math.abs(ahead).toFixed(1)} s ${ahead < 0 ? 'behind' : 'ahead of'} the database`
  return [
    ok('database', 'answers, with the schema that the service brought up to date'),
    Math.abs(ahead) > CLOCK_APART_SECONDS ? mend('clock', `${apart}: let a time service set both`) : ok('clock', apart),
    oldest > STUCK_SECONDS
      ? mend(
          'queue',
          `a delivery could have been sent ${Math.round(oldest)} s ago: is a worker running, or are they too few?`,
        )
      : ok('queue', 'nothing waits for long'),
    open > 0
      ? mend('destinations', `${open} of the installation fail just now and are tried less often: see their deliveries`)
      : ok('destinations', 'none fails just now'),
  ]
}

/** Whether a key is missing for rows that are there; for the instance's owner alone. */
const lookAtKeys = async (client: Client): Promise<Finding[]> => {
  const { items } = await client.get<{ items: { role: string; total: number }[] }>('/vault/keys')
  const lost = items.filter(({ role }) => role === 'missing').reduce((sum, { total }) => sum + total, 0)
  return [
    lost > 0
      ? mend('keys', `${lost} credentials were sealed with a key that is not given: bring it back in FERNET_KEYS`)
      : ok('keys', 'open every credential'),
  ]
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

interface Reached {
  ok: boolean
  host: string | null
  duration_ms: number
  detail?: string
}

/** What is unreachable takes five seconds. */
const REACHED_AT_ONCE = 8

const reach = async (client: Client, { id, name }: Integration): Promise<Finding> => {
  const reached = await client.post<Reached>(`/integrations/${id}/reach`)
  const what = `egress to ${name}`
  const { host, duration_ms, detail = 'no reason given' } = reached
  return reached.ok ? ok(what, `${host ?? ''} answers, connected in ${duration_ms} ms`) : mend(what, detail)
}

/** Whether the host of each can be reached that is used, or would be had the service not switched it off. */
const lookAtEgress = async (client: Client, integrations: readonly Integration[]): Promise<Finding[]> => {
  const used = integrations.filter(
    ({ enabled, disabled_reason, config_set }) => config_set.length > 0 && (enabled || disabled_reason !== null),
  )
  const steps = startSteps('reaching hosts', used.length)
  const findings: Finding[] = []
  const rest = used.entries()
  const work = async (): Promise<void> => {
    for (const [at, integration] of rest) {
      findings[at] = await reach(client, integration)
      steps.add(1)
    }
  }
  await Promise.all(Array.from({ length: REACHED_AT_ONCE }, work)).finally(steps.stop)
  return findings
}

/** A key may lack a scope for one look and have that for the next; `mayLack`: few keys have what this one takes. */
const orLacking = async (what: string, look: () => Promise<Finding[]>, mayLack = false): Promise<Finding[]> => {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof Refused) || error.status >= 500) throw error
    return mayLack && error.status === 403 ? [] : [mend(what, error.message)]
  }
}

const lookAt = async (session: Session): Promise<Finding[]> => {
  const { client } = session
  const service = await lookAtService(session)
  if (!service.ok) return [service]
  const signs = await lookAtSigns(client)
  const keys = await orLacking('keys', () => lookAtKeys(client), true)
  let integrations: Integration[] = []
  const first = await orLacking('integrations', async () => {
    integrations = await client.all<Integration>('/integrations')
    return integrations.map(lookAtIntegration)
  })
  const second = await orLacking('egress', () => lookAtEgress(client, integrations))
  const third = await orLacking('deliveries', () => lookAtDead(client, integrations))
  return [service, ...signs, ...keys, ...first, ...second, ...third]
}

/** Looks at everything that can be wrong; ends with 1 when something needs mending. */
export const doctor = ({ json }: { json?: boolean }): Promise<void> =>
  withSession(async (session) => {
    const findings = await lookAt(session)
    if (json) printJson({ checks: findings })
    else for (const { what, ok: isOk, detail } of findings) print(`${isOk ? 'ok  ' : 'MEND'}  ${what}: ${detail}`)
    if (findings.some((finding) => !finding.ok)) throw new Ended(1)
  })
