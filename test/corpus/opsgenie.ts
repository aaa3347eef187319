import { VALIDATORS } from '../../src/destinations/opsgenie-schema.fixture.ts'
import { faultsOf, reportCharacters, reportLength, shown, type Checker } from './checker.ts'
import { liveHtml } from './html.ts'
import { bodyOf, isObject, objectAt, stringsIn, textAt } from './json.ts'

type Verb = keyof typeof VALIDATORS

const isVerb = (name: string): name is Verb => name in VALIDATORS

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const { pathname, searchParams } = new URL(request.url)
    const [, alias, verb = 'alerts'] = /\/v2\/alerts(?:\/([^/]+)\/([^/]+))?$/.exec(pathname) ?? []
    if (!isVerb(verb)) {
      report(`nothing is known of ${shown(pathname)}`)
      return
    }
    // Without it Opsgenie takes the alias for an id, says 202 and does nothing.
    if (alias !== undefined && searchParams.get('identifierType') !== 'alias') report('the alias is taken for an id')
    if (alias !== undefined) reportLength(report, 'the alias', decodeURIComponent(alias), 512)
    const valid = VALIDATORS[verb]
    valid(body)
    for (const { instancePath, message = '' } of valid.errors ?? []) report(`${instancePath} ${message}`)
    // The schema counts code points; Opsgenie does not say what it counts.
    const message = textAt(body, 'message')
    if (message !== undefined) reportLength(report, 'the message', message, 130)
    const details = Object.entries(objectAt(body, 'details') ?? {}).flat()
    reportLength(report, 'all details together', details.join(''), 8000, 0)
    reportCharacters(report, stringsIn(body))
  })

/** Texts are shown as HTML. */
const live: Checker['live'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    for (const text of stringsIn(body)) {
      for (const fault of liveHtml(text, new Set())) report(fault)
      if (/[<>]|&(?!amp;|lt;|gt;)/.test(text)) report(`a text is not escaped: ${shown(text)}`)
    }
    for (const key of ['responders', 'visibleTo', 'actions']) if (key in body) report(`there are ${key}`)
    if (!isObject(body)) report('the body is not an object')
  })

export const opsgenieChecker: Checker = {
  validator: 'a JSON Schema of the documented lengths, run by `ajv`; all details together, the alias in the path',
  limits,
  live,
}
