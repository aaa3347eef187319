import pg from 'pg'
import type { Logger } from '../log.ts'
import { CONNECT_TIMEOUT_MS, type ConnectionOptions } from './database.ts'

export interface Listener {
  close(): Promise<void>
}

const RECONNECT_MS = 1000
/** A connection whose packets vanish would be deaf for good. */
const ASK_MS = 5000

/**
 * Holds one connection that hears NOTIFY on `channels`. `onNotice` also runs, with an empty payload for each channel,
 * after every (re)connect, since notices sent meanwhile are gone.
 */
export const listen = (
  connection: ConnectionOptions,
  channels: readonly string[],
  onNotice: (channel: string, payload: string) => void,
  log: Logger,
): Listener => {
  let closed = false
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined

  const reconnectLater = (): void => {
    client = undefined
    if (!closed) timer = setTimeout(() => void connect(), RECONNECT_MS)
  }
  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...connection,
      application_name: 'pencheff-listener',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: CONNECT_TIMEOUT_MS,
    })
    next.on('notification', (notice) => onNotice(notice.channel, notice.payload ?? ''))
    next.on('error', (error) => log.debug({ err: error }, 'the listening connection broke'))
    next.once('end', reconnectLater)
    client = next
    try {
      await next.connect()
      for (const channel of channels) await next.query(`listen ${channel}`)
      for (const channel of channels) onNotice(channel, '')
    } catch (error) {
      log.debug({ err: error }, 'listening failed, trying again')
      await next.end().catch(() => undefined)
    }
  }
  const asking = setInterval(() => {
    const asked = client
    asked?.query('select 1').catch(() => asked.end().catch(() => undefined))
  }, ASK_MS)
  const opening = connect()
  return {
    close: async () => {
      closed = true
      clearTimeout(timer)
      clearInterval(asking)
      await opening
      await client?.end()
    },
  }
}
