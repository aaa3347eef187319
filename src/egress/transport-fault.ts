import { TransportError } from '../core/http.ts'

type Reason = TransportError['reason']

const CERTIFICATE_FAULTS: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its chain ends in an unknown root',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its chain is incomplete or of an unknown issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'its chain is incomplete or of an unknown issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its chain is incomplete or of an unknown issuer',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
}

/** What a code of Node or undici means, in words that hold no number of the system and no resolved address. */
const FAULTS: Record<string, [Reason, (peer: string, host: string) => string]> = {
  ECONNREFUSED: ['network', (peer) => `nothing listens at ${peer}`],
  ECONNRESET: ['network', (peer) => `the connection to ${peer} was reset`],
  EPIPE: ['network', (peer) => `the connection to ${peer} was reset`],
  UND_ERR_SOCKET: ['network', (peer) => `${peer} closed the connection before it had answered`],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['network', (peer) => `${peer} closed the connection before it had answered`],
  ENOTFOUND: ['network', (_, host) => `the name ${host} does not resolve`],
  ENODATA: ['network', (_, host) => `the name ${host} does not resolve`],
  EAI_AGAIN: ['network', (_, host) => `the name ${host} cannot be resolved just now`],
  EHOSTUNREACH: ['network', (peer) => `${peer} cannot be reached from here`],
  ENETUNREACH: ['network', (peer) => `${peer} cannot be reached from here`],
  EADDRNOTAVAIL: ['network', (peer) => `${peer} cannot be reached from here`],
  ETIMEDOUT: ['timeout', (peer) => `${peer} did not take the connection in time`],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', (peer) => `${peer} did not take the connection in time`],
  UND_ERR_HEADERS_OVERFLOW: ['network', (peer) => `${peer} answered with too many headers`],
  UND_ERR_CLOSED: ['network', () => 'the service is shutting down'],
  UND_ERR_DESTROYED: ['network', () => 'the service is shutting down'],
  UND_ERR_INVALID_ARG: ['network', () => 'a header of the request is not valid'],
  HTTPParserError: ['network', (peer) => `${peer} did not answer in HTTP`],
  EPROTO: ['network', (peer) => `${peer} does not speak TLS`],
}

/** undici's parser errors have a name but no code. */
const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

const describe = (code: string, peer: string, host: string): [Reason, string] => {
  const known = FAULTS[code]
  if (known) return [known[0], known[1](peer, host)]
  const certificate = CERTIFICATE_FAULTS[code]
  if (certificate) return ['network', `the TLS certificate of ${peer} is not trusted: ${certificate}`]
  if (code.startsWith('ERR_SSL_')) return ['network', `no TLS connection could be made with ${peer}`]
  return ['network', `the request to ${peer} failed`]
}

/** Timed out, or stopped by whoever holds the signal. */
const describeAbort = (signal: AbortSignal, peer: string): string =>
  signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
    ? `${peer} did not answer in time`
    : `the request was stopped before ${peer} had answered`

/**
 * Why a request failed, in plain words. The original error is not kept as `cause`: a parser's holds the bytes that the
 * peer sent, which may echo a secret.
 */
export const explainFault = (
  error: unknown,
  { host, port }: { host: string; port: number },
  signal: AbortSignal | undefined,
): TransportError => {
  if (error instanceof TransportError) return error
  const peer = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`
  if (signal?.aborted) return new TransportError('timeout', describeAbort(signal, peer))
  return new TransportError(...describe(codeOf(error), peer, host))
}
