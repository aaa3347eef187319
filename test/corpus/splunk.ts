import { z } from 'zod'
import { faultsOf, reportBytes, reportCharacters, shown, type Checker } from './checker.ts'
import { stringsIn } from './json.ts'

/** Splunk publishes no schema: docs.splunk.com, "Format events for HTTP Event Collector". A key it does not know may be refused. */
const value = z.union([z.string().min(1), z.number(), z.boolean(), z.array(z.string().min(1)).min(1)])
const hecEvent = z.strictObject({
  // Seconds: milliseconds land in the far future.
  time: z.number().min(1_000_000_000).max(9_999_999_999).optional(),
  host: z.string().min(1).optional(),
  source: z.string().min(1).optional(),
  sourcetype: z.string().min(1),
  index: z
    .string()
    .regex(/^[a-z0-9_][a-z0-9_-]*$/)
    .optional(),
  // Names are ours, so that nothing of a scanner's becomes one.
  event: z.record(z.string().regex(/^[a-z_]{1,40}$/), value),
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
})

/** Objects one after another; a parser of a whole line finds no second object in it. */
const eventsIn = (body: string): unknown[] => body.split('\n').map((line): unknown => JSON.parse(line))

/** Of 10,000 at which Splunk cuts a line unless told otherwise: props.conf, TRUNCATE. */
const LINE_BYTES = 9_000

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const { body = '' } = request
    // Splunk Cloud documents 1 MB.
    reportBytes(report, request, 900_000)
    for (const line of body.split('\n'))
      if (Buffer.byteLength(line) >= LINE_BYTES)
        report(`an event has ${Buffer.byteLength(line)} bytes of ${LINE_BYTES}`)
    for (const event of eventsIn(body)) {
      for (const { path, message } of hecEvent.safeParse(event).error?.issues ?? [])
        report(`${path.join('.')}: ${message}`)
      // A half surrogate is "invalid data format", and what follows in the batch goes with it.
      reportCharacters(report, stringsIn(event))
    }
  })

/** Nothing in an event is markup; live is what gets out of `event` into the envelope, where it decides the index. */
const live: Checker['live'] = ({ body = '' }) =>
  faultsOf((report) => {
    const places = eventsIn(body).map((event) => {
      const { source, sourcetype, index, host } = event as Record<string, unknown>
      return JSON.stringify({ source, sourcetype, index, host })
    })
    if (new Set(places).size > 1) report(`events go to several places: ${shown(places.join(' '))}`)
  })

export const splunkChecker: Checker = {
  validator: 'a schema of the event envelope, run by `zod`, since Splunk publishes none; bytes of a line',
  limits,
  live,
}
