/** Speaks to the service as any client would. */
export interface DemoApi {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  /** Sends a body as it is. */
  upload<T>(path: string, body: Uint8Array<ArrayBuffer>): Promise<T>
  /** Every item of a list, page by page. */
  all<T>(path: string): Promise<T[]>
}

export const createApi = (url: string, key: string): DemoApi => {
  const call = async <T>(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<T> => {
    const headers = {
      authorization: `Bearer ${key}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const response = await fetch(`${url}/api${path}`, { method, headers, ...(body !== undefined && { body }) })
    if (!response.ok) throw new Error(`${method} ${path} answered ${String(response.status)}: ${await response.text()}`)
    return (await response.json()) as T
  }
  const get = <T>(path: string): Promise<T> => call<T>('GET', path)
  return {
    get,
    post: (path, body) => call('POST', path, body === undefined ? undefined : JSON.stringify(body)),
    patch: (path, body) => call('PATCH', path, JSON.stringify(body)),
    upload: (path, body) => call('POST', path, body),
    all: async <T>(path: string) => {
      const items: T[] = []
      let cursor = ''
      do {
        const page = await get<{ items: T[]; next_cursor: string | null }>(
          `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`,
        )
        items.push(...page.items)
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`
      } while (cursor !== '')
      return items
    },
  }
}
