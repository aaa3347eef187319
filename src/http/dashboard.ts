import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Logger } from 'pino'

/** Addresses that the dashboard draws by itself, each with all that lies below it. Any other stays unknown. */
const PAGES = ['sign-in', 'setup', 'integrations', 'events', 'deliveries', 'findings', 'scans', 'settings'] as const

/** Stands in the built page where each answer gets a nonce of its own. */
export const NONCE_MARK = '__CSP_NONCE__'
const NONCE_BYTES = 16
const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const HTML = 'text/html; charset=utf-8'

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Dashboard not built</title>
<h1>The dashboard is not built</h1>
<p>Run <code>npm run build:dashboard</code> (an installation without development dependencies cannot build it) and start the
service again. The API below <a href="/api/docs">/api</a> works without it.</p></html>
`

/** Nothing foreign and nothing inline, but for the style sheets that the page's own script makes under its nonce. */
const policy = (nonce: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

const sendPage = (reply: FastifyReply, page: string): FastifyReply => {
  const nonce = randomBytes(NONCE_BYTES).toString('base64')
  return reply.header('content-security-policy', policy(nonce)).type(HTML).send(page.replaceAll(NONCE_MARK, nonce))
}

const addPages = (app: FastifyInstance, answer: (reply: FastifyReply) => FastifyReply): void => {
  const urls = ['/', ...PAGES.flatMap((page) => [`/${page}`, `/${page}/*`])]
  for (const url of urls) app.get(url, (_request, reply) => answer(reply))
}

/**
 * The built dashboard at `/`: one page for all its addresses, and its files below `/assets`, whose names hold their hash.
 * Where it is not built, its pages say so with 503.
 */
export const addDashboard = (app: FastifyInstance, folder: string, log: Logger): void => {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) {
    log.warn({ folder }, 'the dashboard is not built: run npm run build:dashboard')
    addPages(app, (reply) => reply.code(503).type(HTML).send(NOT_BUILT))
    return
  }
  const page = readFileSync(index, 'utf8')
  addPages(app, (reply) => sendPage(reply, page))
  void app.register(fastifyStatic, {
    root: join(folder, 'assets'),
    prefix: '/assets/',
    // Only what is there at the start is a route; all else is unknown, as everywhere.
    wildcard: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: YEAR_MS,
  })
}
