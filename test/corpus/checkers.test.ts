import { describe, expect, it } from 'vitest'
import { sampleRequest, spoilt, variantOf, type Case } from './spoil.ts'
import { LIMITS } from './spoilt-limits.ts'
import { LIVE } from './spoilt-live.ts'
import { VARIANTS } from './variants.ts'

const rows = (cases: Record<string, Case[]>) =>
  Object.entries(cases).flatMap(([name, list]) =>
    list.map(([place, value]) => ({ name, place, value, text: JSON.stringify(value ?? null).slice(0, 80) })),
  )

describe('a checker', () => {
  it.each(VARIANTS)('of $name finds nothing wrong with a sample', ({ name, checker }) => {
    const request = sampleRequest(name)
    expect([...checker.limits(request), ...checker.live(request)]).toEqual([])
  })

  it.each(rows(LIVE))('of $name notices that $place = $text is live', ({ name, place, value }) => {
    expect(variantOf(name).checker.live(spoilt(sampleRequest(name), place, value))).not.toEqual([])
  })

  it.each(rows(LIMITS))('of $name notices that $place = $text is refused', ({ name, place, value }) => {
    expect(variantOf(name).checker.limits(spoilt(sampleRequest(name), place, value))).not.toEqual([])
  })

  it('of a comment judges it as it does an issue', () => {
    for (const name of ['github', 'jira Data Center']) {
      const comment = sampleRequest(name, 'finding_changed', 1)
      const { checker } = variantOf(name)
      expect([...checker.limits(comment), ...checker.live(comment)]).toEqual([])
      expect(checker.live(spoilt(comment, 'body', 'by @octocat and [~admin]'))).not.toEqual([])
      expect(checker.limits(spoilt(comment, 'body', 'x'.repeat(70_000)))).not.toEqual([])
    }
  })

  it('of splunk notices an event that leads elsewhere, and a body that is no row of objects', () => {
    const { checker } = variantOf('splunk')
    const request = sampleRequest('splunk')
    const { body = '' } = request
    const elsewhere = body.replace('"index":"security"', '"index":"_audit"')
    expect(checker.live({ ...request, body: `${body}\n${elsewhere}` })).not.toEqual([])
    expect(() => checker.limits({ ...request, body: `${body},${body}` })).toThrow()
  })
})
