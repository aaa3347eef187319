import { describe, expect, it } from 'vitest'
import type { EventPayload } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import { hecLine, type HecEvent } from './splunk-event.ts'

const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }
const first = (event: EventPayload, routing = {}): HecEvent => JSON.parse(hecLine(event, routing, context)) as HecEvent

describe('an event', () => {
  it('has its time in epoch seconds', () => {
    expect(first(sampleEvents.finding_new).time).toBe(1795425600.5)
  })

  it('uses the names and severities of the Common Information Model', () => {
    const { finding } = sampleEvents.finding_new
    if (!finding) throw new Error('the sample has a finding')
    const of = (severity: Severity): HecEvent =>
      first({ ...sampleEvents.finding_new, finding: { ...finding, severity } })
    expect(SEVERITIES.map((severity) => of(severity).event.severity)).toEqual([
      'informational',
      'low',
      'medium',
      'high',
      'critical',
    ])
    expect(of('high').event).toMatchObject({
      signature: finding.title,
      signature_id: 'sql-injection',
      category: 'injection',
      cvss: 9.8,
      dest: 'shop.acme.example',
      vendor_product: 'Pencheff',
      type: 'alert',
    })
  })

  it('leaves a fingerprint out that shows nothing', () => {
    const { finding } = sampleEvents.finding_new
    if (!finding) throw new Error('the sample has a finding')
    expect(
      first({ ...sampleEvents.finding_new, finding: { ...finding, fingerprint: '\u200B' } }).event,
    ).not.toHaveProperty('fingerprint')
  })

  it('lists the CVEs that the finding names', () => {
    const { finding } = sampleEvents.finding_new
    const event = first({
      ...sampleEvents.finding_new,
      ...(finding && { finding: { ...finding, title: 'Old log4j, cve-2021-44228', rule_id: 'CVE-2021-44228' } }),
    })
    expect(event.event.cve).toEqual(['CVE-2021-44228'])
  })

  it('carries what a change was from', () => {
    expect(
      first({ ...sampleEvents.finding_changed, change_summary: 'state: open → fixed; recheck: never → fixed' }).event,
    ).toMatchObject({ previous_state: 'open', previous_recheck: 'never', state: 'open' })
  })

  it('takes source types of its own, and no index, when none are set', () => {
    expect(first(sampleEvents.finding_new)).toMatchObject({ sourcetype: 'pencheff:finding', source: 'pencheff' })
    expect(first(sampleEvents.scan_done)).toMatchObject({ sourcetype: 'pencheff:scan' })
    expect(first(sampleEvents.scan_done)).not.toHaveProperty('index')
    expect(first(sampleEvents.scan_done, { index: 'security' })).toMatchObject({ index: 'security' })
  })

  it('keeps what is short when other texts are endless', () => {
    const { finding } = sampleEvents.finding_new
    const long = '"\n'.repeat(50_000)
    const { event } = first({
      ...sampleEvents.finding_new,
      ...(finding && { finding: { ...finding, description: long, evidence: long, remediation: long } }),
    })
    expect(event).toMatchObject({ signature: finding?.title, fingerprint: finding?.fingerprint, url: finding?.url })
    expect(event.description).toMatch(/^"\n.{300,}…$/s)
  })
})
