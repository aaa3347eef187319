import type { EventName } from '../../src/core/event.ts'
import type { HttpRequest } from '../../src/core/http.ts'
import { sampleEvents } from '../../src/core/sample.ts'
import { bodyOf } from './json.ts'
import { VARIANTS, type Variant } from './variants.ts'

export const variantOf = (name: string): Variant => {
  const found = VARIANTS.find((variant) => variant.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

/** The request of a sample event; that of a comment, where `at` is 1 and the kind has one. */
export const sampleRequest = (name: string, event: EventName = 'finding_new', at = 0): HttpRequest => {
  const request = variantOf(name).requests(sampleEvents[event])[at]
  if (!request) throw new Error(`${name} has no request ${at} for ${event}`)
  return request
}

type Step = string | number

const withValue = (target: unknown, [step, ...rest]: Step[], value: unknown): unknown => {
  if (step === undefined) return value
  if (Array.isArray(target)) {
    const at = step === '+' ? target.length : Number(step)
    return Object.assign([...(target as unknown[])], { [at]: withValue(target[at], rest, value) })
  }
  const object = (target ?? {}) as Record<Step, unknown>
  return { ...object, [step]: withValue(object[step], rest, value) }
}

/** The request with `value` at a place of its body: `blocks.0.text.text`; `+` is the end of a list. */
export const spoilt = (request: HttpRequest, place: string, value: unknown): HttpRequest => ({
  ...request,
  body: JSON.stringify(withValue(bodyOf(request), place.split('.'), value)),
})

/** Where in the body of a kind's request what is put. */
export type Case = [place: string, value: unknown]

/** Of a Teams message. */
export const CARD = 'attachments.0.content'

/** A Google Chat card with one paragraph. */
export const paragraph = (text: string) => ({ sections: [{ widgets: [{ textParagraph: { text } }] }] })

/** An Atlassian document with one paragraph. */
export const adf = (...content: object[]) => ({ version: 1, type: 'doc', content: [{ type: 'paragraph', content }] })
