import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { faultsOf, type Checker, type Report } from './checker.ts'
import { bodyOf, isObject, stringsIn } from './json.ts'

const reportBody = (report: Report, body: unknown): void => {
  if (!isObject(body)) {
    report('the body is not an object')
    return
  }
  if (!/^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*$/.test(String(body.type))) report('the type is no name')
  if (Number.isNaN(Date.parse(String(body.timestamp)))) report('the timestamp is no time')
  if (!isObject(body.data)) report('there is no data')
  // Half a pair, even escaped, is refused by many parsers and by PostgreSQL's jsonb.
  for (const text of stringsIn(body)) if (!text.isWellFormed()) report('half a surrogate pair stands in it')
}

const reportHeaders = (report: Report, headers: Record<string, string>): void => {
  for (const [name, value] of Object.entries(headers))
    if (!/^[a-z0-9-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value)) report(`the header ${name} is malformed`)
}

type Verify = (body: string, headers: Record<string, string>) => void

const checker = (validator: string, verify: Verify): Checker => ({
  validator,
  limits: (request) =>
    faultsOf((report) => {
      const { body = '', headers } = request
      reportHeaders(report, headers)
      reportBody(report, bodyOf(request))
      try {
        verify(body, headers)
      } catch (error) {
        report(`the signature is refused: ${error instanceof Error ? error.message : 'unknown'}`)
      }
    }),
  // The scanner's words reach the receiver as they are, in strings of one JSON document: there is no markup to be live.
  live: () => [],
})

export const standardWebhookChecker = (secret: string): Checker =>
  checker('`standardwebhooks`', (body, headers) => {
    // Requests here are dated by the caller, not by the clock, whose five minutes' tolerance is the library's own test.
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': signature } = headers
    if (!/^\d{10}$/.test(timestamp)) throw new Error('the timestamp is not in seconds')
    const signed = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), body)
    if (signed !== signature) throw new Error('no matching signature')
  })

export const sha256WebhookChecker = (secret: string): Checker =>
  checker('an HMAC over the raw body by `node:crypto`', (body, headers) => {
    const digest = createHmac('sha256', secret).update(body).digest('hex')
    if (headers['x-pencheff-signature'] !== `sha256=${digest}`) throw new Error('no matching signature')
  })
