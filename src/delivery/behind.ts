/** What a worker knows of what waits in the queue, so that nothing new goes before it. */
export interface Behind {
  /** Something of the integration may wait there that is due. */
  mayWait(integrationId: string): boolean
  /** Something of it was left there. */
  left(integrationId: string): void
  /** A look for what is due begins, which passes over these integrations; it ends with whether all else was found. */
  look(passOver: readonly string[]): (foundAll: boolean) => void
}

export const createBehind = (): Behind => {
  // Until somebody looked anything may.
  let anything = true
  let known = new Set<string>()
  let since = new Set<string>()
  return {
    mayWait: (id) => anything || known.has(id),
    left: (id) => {
      known.add(id)
      since.add(id)
    },
    look: (passOver) => {
      const own = new Set(passOver)
      since = own
      return (foundAll) => {
        anything = !foundAll
        if (foundAll) known = own
      }
    },
  }
}
