import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net'

/** Stands between a service and its PostgreSQL, and fails as networks do. */
export interface DatabaseProxy {
  /** The given `DATABASE_URL`, by way of the proxy. */
  url: string
  /** Connections stand, and what is sent on them vanishes. */
  swallow(): void
  /** Connections are refused and cut. */
  cut(): Promise<void>
  /** All is well again; what was swallowed stays lost. */
  heal(): Promise<void>
  close(): Promise<void>
}

/** Where a `DATABASE_URL` leads, be it the folder of a Unix socket. */
const serverOf = (databaseUrl: string): NetConnectOpts => {
  const { hostname, port, searchParams } = new URL(databaseUrl)
  const folder = searchParams.get('host')
  return folder === null ? { host: hostname, port: Number(port) } : { path: `${folder}/.s.PGSQL.${port}` }
}

const urlBy = (databaseUrl: string, port: number): string => {
  const url = new URL(databaseUrl)
  url.searchParams.delete('host')
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return url.href
}

export const startDatabaseProxy = async (databaseUrl: string): Promise<DatabaseProxy> => {
  const sockets = new Set<Socket>()
  let swallows = false
  const join = (from: Socket, to: Socket): void => {
    sockets.add(from)
    // A connection that has lost something is of no more use: its peer would answer to half a message.
    let isDeaf = false
    from.on('data', (bytes) => {
      isDeaf ||= swallows
      if (!isDeaf) to.write(bytes)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      sockets.delete(from)
      if (!swallows) to.destroy()
    })
  }
  const server = createServer((client) => {
    const upstream = connect(serverOf(databaseUrl))
    join(client, upstream)
    join(upstream, client)
  })
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const cut = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    url: urlBy(databaseUrl, port),
    swallow: () => {
      swallows = true
    },
    cut,
    heal: async () => {
      swallows = false
      if (!server.listening) await listen(port)
    },
    close: cut,
  }
}
