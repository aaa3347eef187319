/** One request to a vendor, as destinations describe it and the guarded client sends it. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absolute; sent as it stands, so a signed query survives. */
  url: string
  /** Lower-case names. */
  headers: Record<string, string>
  body?: string
  /** How much of the answer is read, in bytes; 64 KiB unless told, 8 MiB at most. */
  maxResponseBytes?: number
}

export interface HttpResponse {
  status: number
  /** Lower-case names; repeated ones joined by `, `. */
  headers: Record<string, string>
  /** UTF-8, cut at the request's `maxResponseBytes`. */
  body: string
  /** It came from a peer that is not public, which the operator let through: its pages are not for a tenant to read. */
  inside?: boolean
  /** When the answer's head arrived, epoch ms: what an HTTP date in `retry-after` counts from. */
  at: number
}

/** Sends one request through the guard; never follows a redirect. Throws a `TransportError` when nothing answered. */
export type HttpClient = (request: HttpRequest) => Promise<HttpResponse>

/** Nothing answered: refused, reset, timed out, or the guard forbade the address. Its message never holds a URL's path. */
export class TransportError extends Error {
  override name = 'TransportError'
  readonly reason: 'network' | 'timeout' | 'blocked_address'
  constructor(reason: 'network' | 'timeout' | 'blocked_address', message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** Where an integration may send: judged when it is saved and again when it connects. */
export interface HostRule {
  /** Names of the configuration's fields that hold a URL. */
  fields: string[]
  /** Hosts of the vendor, `*.` for any label before; absent where the host is the customer's own. */
  hosts?: string[]
  /** Ports other than 443: any above 1023. */
  highPorts?: boolean
  /** Public IP literals are taken. */
  ipLiterals?: boolean
}
