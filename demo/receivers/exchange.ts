export interface ReceivedRequest {
  method: string
  /** Without the query. */
  path: string
  query: URLSearchParams
  /** Lower-case names. */
  headers: Record<string, string>
  bytes: Buffer
  /** `bytes` read as UTF-8. */
  body: string
  /** When it was complete, epoch ms. */
  at: number
  /** Of the sender's end of the connection. */
  port: number
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
  /** What was malformed. Beside a 2xx: what the vendor takes but a careful sender avoids. */
  problem?: string | undefined
  /** How many events were taken in. */
  events?: number
  /** It came too fast. */
  throttled?: boolean
}
