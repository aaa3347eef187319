import type pg from 'pg'
import type { Logger } from '../log.ts'
import { type Pulse, watchPulse } from './pulse.ts'

/** The driver itself would wait for the answers to what it has sent. */
const cut = (client: pg.Client): void => {
  void client.end().catch(() => undefined)
  client.connection.stream.destroy()
}

/** Ends the connections of a pool whose database answers nothing any more: whoever waits on one hears of it now. */
export const watchPool = (pool: pg.Pool, newClient: () => pg.Client, log: Logger): Pulse => {
  /** When each was taken last, in monotonic milliseconds; undefined while it is not. */
  const clients = new Map<pg.PoolClient, number | undefined>()
  pool.on('connect', (client) => {
    clients.set(client, undefined)
    // One that breaks between two statements of a transaction: its next statement tells. Unheard it would end the process.
    client.on('error', () => undefined)
  })
  pool.on('acquire', (client) => clients.set(client, performance.now()))
  pool.on('release', (_error, client) => clients.has(client) && clients.set(client, undefined))
  pool.on('remove', (client) => clients.delete(client))
  const end = (isUseless: (takenAt: number | undefined) => boolean): void => {
    for (const [client, takenAt] of clients) {
      if (isUseless(takenAt)) cut(client)
    }
  }
  return watchPulse({
    newClient,
    isAwaited: () => pool.totalCount > pool.idleCount,
    onLost: () => {
      log.warn('the database does not answer: its connections are made anew')
      end(() => true)
    },
    onBack: (askedAt) => {
      log.info('the database answers again')
      end((takenAt) => takenAt !== undefined && takenAt < askedAt)
    },
  })
}
