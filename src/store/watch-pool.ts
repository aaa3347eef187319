import type pg from 'pg'
import type { Logger } from '../log.ts'
import { type Pulse, watchPulse } from './pulse.ts'

/**
 * Breaks a connection as the network would: whoever waits on it hears of it, and a pool forgets it. `end` would do neither:
 * with statements on their way it waits for their answers, and one that lies idle is handed out once more, dead.
 */
export const breakConnection = (client: pg.Client): void => {
  client.connection.stream.destroy(new Error('Connection terminated: the database does not answer'))
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
      if (isUseless(takenAt)) breakConnection(client)
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
