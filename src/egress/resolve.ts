import { lookup } from 'node:dns/promises'

/** All addresses of a name, as canonical text. */
export type Resolve = (host: string) => Promise<string[]>

/** The system's resolver, with its hosts file and search list. */
export const lookupAll: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address)

/** One lookup for the connections that are opened in the same moment; nothing is kept after its answer. */
export const shareLookups = (resolve: Resolve): Resolve => {
  const underway = new Map<string, Promise<string[]>>()
  return (host) => {
    const current = underway.get(host)
    if (current) return current
    const lookup = resolve(host).finally(() => underway.delete(host))
    underway.set(host, lookup)
    return lookup
  }
}

/** No addresses when it takes longer. */
export const withinTime =
  (resolve: Resolve, ms: number): Resolve =>
  async (host) => {
    const { promise, resolve: giveUp } = Promise.withResolvers<string[]>()
    const timer = setTimeout(giveUp, ms, [])
    return Promise.race([resolve(host), promise]).finally(() => {
      clearTimeout(timer)
    })
  }
