import type { IncomingMessage } from 'node:http'
import { AppError } from '../core/error.ts'
import { headerValues } from './headers.ts'

/** A page of another site cannot make a browser send this without asking us first, which we never allow. */
export const OWN_PAGE_HEADER = 'x-pencheff-csrf'

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/** `PUBLIC_URL`'s origin and those of loopback at the port that was reached. */
const isOwnOrigin = (origin: string, publicUrl: string, port: number | undefined): boolean =>
  origin === new URL(publicUrl).origin ||
  LOOPBACK.some((host) => origin === new URL(`http://${host}:${String(port ?? 0)}`).origin)

const isSafe = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

const crossSite = (detail: string): AppError => new AppError('cross_site', detail)

/**
 * Refuses what a browser sends for a page of another site. `Origin` and `Sec-Fetch-Site` are the browser's own and no page
 * can forge them. Throws `cross_site`.
 */
export const refuseForeignPage = (request: IncomingMessage, publicUrl: string): void => {
  const origins = headerValues(request, 'origin')
  const sites = headerValues(request, 'sec-fetch-site')
  const isForeign =
    origins.some((origin) => !isOwnOrigin(origin, publicUrl, request.socket.localPort)) ||
    // `none`: typed or bookmarked, which reads only.
    sites.some((site) => site !== 'same-origin' && !(site === 'none' && isSafe(request)))
  if (isForeign) throw crossSite('A page of another site may not do this.')
}

/** Of a request that only its cookie vouches for: one that changes something must prove that a page of ours sent it. */
export const requireOwnPage = (request: IncomingMessage, publicUrl: string): void => {
  refuseForeignPage(request, publicUrl)
  if (isSafe(request)) return
  const proofs = [...headerValues(request, 'origin'), ...headerValues(request, 'sec-fetch-site')]
  if (proofs.length === 0) throw crossSite('With a session, send Origin or Sec-Fetch-Site, as browsers do.')
  if (headerValues(request, OWN_PAGE_HEADER).length === 0)
    throw crossSite(`With a session, send the header ${OWN_PAGE_HEADER}: 1.`)
}
