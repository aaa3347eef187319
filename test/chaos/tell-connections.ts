import { subscribe } from 'node:diagnostics_channel'
import { openSync, writeSync } from 'node:fs'
import type { Socket } from 'node:net'

/**
 * Loaded into a process of the service ahead of it: writes down the port of each connection that it opens, so that what
 * comes by it at a receiver is known to be from here. Only watches.
 */
const file = openSync(process.env.CHAOS_CONNECTIONS ?? '', 'a')
const life = process.env.CHAOS_LIFE ?? ''
subscribe('undici:client:connected', (message) => {
  const { socket } = message as { socket: Socket }
  writeSync(file, `${JSON.stringify({ life, port: socket.localPort, at: Date.now() })}\n`)
})
