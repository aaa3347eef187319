import { validAlert, validChange } from '../../src/destinations/pagerduty-schema.fixture.ts'
import { faultsOf, isOwnLink, reportBytes, reportCharacters, reportLength, shown, type Checker } from './checker.ts'
import { bodyOf, objectAt, objectsIn, stringsIn, textAt } from './json.ts'

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const isAlert = 'event_action' in body
    const { pathname } = new URL(request.url)
    if (pathname !== (isAlert ? '/v2/enqueue' : '/v2/change/enqueue')) report(`it is sent to ${pathname}`)
    const valid = isAlert ? validAlert : validChange
    valid(body)
    for (const { instancePath, message = '' } of valid.errors ?? []) report(`${instancePath} ${message}`)
    // The schema counts code points; PagerDuty does not say what it counts.
    const summary = textAt(objectAt(body, 'payload'), 'summary')
    if (summary !== undefined) reportLength(report, 'the summary', summary, 1024)
    // Of 512 KB: small enough to be read at night, whatever the scanner wrote.
    reportBytes(report, request, 64_000)
    reportCharacters(report, stringsIn(body))
  })

/** PagerDuty shows plain text, so that only what it links and embeds can be live. */
const live: Checker['live'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    if ('images' in body) report('there are images')
    for (const object of objectsIn(body))
      for (const key of ['href', 'client_url', 'src']) {
        const url = textAt(object, key)
        if (url !== undefined && !isOwnLink(url)) report(`it leads to ${shown(url)}`)
      }
  })

export const pagerDutyChecker: Checker = {
  validator: 'a JSON Schema after PagerDuty’s own, run by `ajv`; the rules that it leaves to prose',
  limits,
  live,
}
