import type { JsonObject } from './json.ts'

export interface OpsgenieAlert {
  id: string
  alias: string
  status: 'open' | 'closed'
  acknowledged: boolean
  /** How many creates it took since it was opened. */
  count: number
  priority: string
  message: string
  notes: string[]
  body: JsonObject
}

/** What became of one request; told by its id once it was worked off. */
export interface RequestStatus {
  success: boolean
  isSuccess: boolean
  action: string
  status: string
  alertId: string
  alias: string
}

const textOf = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise)

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const told = (action: string, status: string, alert?: OpsgenieAlert, success = true): RequestStatus => ({
  success,
  isSuccess: success,
  action,
  status,
  alertId: alert?.id ?? '',
  alias: alert?.alias ?? '',
})

const ACTIONS: Record<
  string,
  [action: string, status: string, apply: (alert: OpsgenieAlert, body: JsonObject) => void]
> = {
  close: ['Close', 'Closed alert', (alert) => (alert.status = 'closed')],
  acknowledge: ['Acknowledge', 'Acknowledged alert', (alert) => (alert.acknowledged = true)],
  notes: ['AddNote', 'Added note', () => undefined],
  priority: ['UpdatePriority', 'Updated priority', (alert, body) => (alert.priority = textOf(body.priority))],
  message: ['UpdateMessage', 'Updated message', (alert, body) => (alert.message = textOf(body.message))],
  description: ['UpdateDescription', 'Updated description', (alert, body) => (alert.body = { ...alert.body, ...body })],
}

/** Alerts by their alias: only an open one is found by it, and a create beside an open one only counts. */
export const createAlerts = () => {
  const alerts: OpsgenieAlert[] = []
  const find = (name: string, by: string): OpsgenieAlert | undefined =>
    alerts.findLast((alert) => (by === 'alias' ? alert.alias === name && alert.status === 'open' : alert.id === name))

  const create = (body: JsonObject): RequestStatus => {
    const id = idOf(alerts.length + 1)
    const open = typeof body.alias === 'string' ? find(body.alias, 'alias') : undefined
    if (open) {
      open.count += 1
      return told('Create', 'Created alert', open)
    }
    const alert: OpsgenieAlert = {
      id,
      alias: textOf(body.alias, id),
      status: 'open',
      acknowledged: false,
      count: 1,
      priority: textOf(body.priority, 'P3'),
      message: textOf(body.message),
      notes: [],
      body,
    }
    alerts.push(alert)
    return told('Create', 'Created alert', alert)
  }

  const act = (verb: string, name: string, by: string, body: JsonObject): RequestStatus => {
    const [action, status, apply] = ACTIONS[verb] ?? [verb, '', () => undefined]
    const alert = find(name, by)
    if (!alert) return told(action, 'Alert does not exist', undefined, false)
    if (verb === 'acknowledge' && alert.acknowledged) return told(action, 'Alert is already acknowledged', alert, false)
    apply(alert, body)
    if (typeof body.note === 'string') alert.notes.push(body.note)
    return told(action, status, alert)
  }

  return { alerts, create, act }
}
