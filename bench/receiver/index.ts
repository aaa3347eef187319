import { fileURLToPath } from 'node:url'
import { type Processes, until } from '../../test/process.ts'
import type { Ask, Counters, Kept } from './ledger.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
// Standard Webhooks: `whsec_` and base64 of 24 to 64 bytes.
const SECRET = `whsec_${Buffer.from('a secret of the bench, 32 bytes.').toString('base64')}`

/**
 * Takes load in a process of its own: it answers at once and counts, and checks no signature, which tests do. Measured on 2
 * cores: 30,000 requests a second of a bare client, at 5 µs of CPU each.
 */
export interface LoadReceiver {
  origin: string
  /** What `EGRESS_ALLOW` lets through to it. */
  host: string
  /** Forgets all that came. */
  reset(ask?: Ask): Promise<void>
  counters(): Promise<Counters>
  kept(): Promise<Kept[]>
  /** By mark; null where it did not come. */
  arrivals(): Promise<(number | null)[]>
  /** Waits until so many events came since the reset. */
  untilEvents(count: number, timeoutMs: number): Promise<Counters>
  end(): Promise<unknown>
}

export const startLoadReceiver = async (processes: Processes): Promise<LoadReceiver> => {
  const child = processes.run(MAIN, [])
  const line = await until('the receiver listens', () => /^.+(?=\n)/.exec(child.stdout())?.[0])
  const { origin, control } = JSON.parse(line) as { origin: string; control: string }
  const ask = async <T>(path: string, body?: Ask): Promise<T> => {
    const init = body && { method: 'POST', body: JSON.stringify(body) }
    return (await (await fetch(`${control}${path}`, init)).json()) as T
  }
  const counters = (): Promise<Counters> => ask('/counters')
  return {
    origin,
    host: new URL(origin).host,
    reset: async (what = {}) => {
      await ask('/counters', what)
    },
    counters,
    kept: () => ask('/kept'),
    arrivals: () => ask('/arrivals'),
    untilEvents: (count, timeoutMs) => {
      const look = async (): Promise<Counters | undefined> => {
        const now = await counters()
        return now.events >= count ? now : undefined
      }
      // Seldom: when the last one came is what the receiver says, not when it was asked.
      return until(`${count} events at the receiver`, look, timeoutMs, 50)
    },
    end: () => {
      child.end()
      return child.exit
    },
  }
}

/** The configuration of a webhook integration. */
export const webhookAt = ({ origin }: LoadReceiver, path: string): Record<string, unknown> => ({
  webhook_url: `${origin}${path}`,
  webhook_secret: SECRET,
})

export const splunkAt = ({ origin }: LoadReceiver): Record<string, unknown> => ({
  hec_url: origin,
  token: '11111111-2222-4333-8444-555555555555',
})
