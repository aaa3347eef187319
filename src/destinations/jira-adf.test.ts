import { describe, expect, it } from 'vitest'
import { expectAccepted } from '../../test/corpus/expect-accepted.ts'
import { adfFaults, liveAdf } from '../../test/corpus/jira-adf.ts'
import { jiraCloudChecker, jiraDataCenterChecker } from '../../test/corpus/jira.ts'
import { hostileEvents } from '../../test/describe-destination/hostile.ts'
import { EVENT_NAMES, type EventPayload } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { toAdf, type AdfNode } from './jira-adf.ts'
import type { JiraConfig } from './jira-config.ts'
import type { Block } from './jira-document.ts'
import { renderJira, renderJiraTest } from './jira-message.ts'
import { jira } from './jira.ts'

const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }

const flat = (nodes: AdfNode[]): AdfNode[] => nodes.flatMap((node) => [node, ...flat(node.content ?? [])])

const expectSound = (blocks: Block[]): void => {
  const document = toAdf(blocks)
  expect([...adfFaults(document), ...liveAdf(document)]).toEqual([])
}

const at = { deliveryId: 'd', now: new Date(0) }
/** The issue, and the comment where there is one. */
const requestsOf = (event: EventPayload, config: JiraConfig) => {
  const message = jira.render(event, config, context)
  const issue = jira.request(message, config, at)
  return message.comment ? [issue, jira.request(message, config, { ...at, external: { ref: '10001' } })] : [issue]
}

const samples = EVENT_NAMES.flatMap((name): [string, EventPayload][] => [
  [name, sampleEvents[name]],
  ...hostileEvents(name).map(([label, event]): [string, EventPayload] => [`${name} with ${label}`, event]),
])

describe('Atlassian documents', () => {
  it.each(samples)('are valid, inert and within the limits: %s', (_name, event) => {
    for (const request of requestsOf(event, jira.example)) expectAccepted(jiraCloudChecker, request)
  })

  it('are valid for the connection test', () => {
    expectSound(renderJiraTest(context).description)
  })

  it.each(samples)('fit as wiki markup too, and are inert there: %s', (_name, event) => {
    const config = { ...jira.example, deployment: 'data_center' as const }
    for (const request of requestsOf(event, config)) expectAccepted(jiraDataCenterChecker, request)
  })

  it('link to our own pages alone, and show what a scanner links to', () => {
    const { finding } = sampleEvents.finding_new
    if (!finding) throw new Error('the sample has a finding')
    const references = ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'https://me:pw@a.example/x']
    const hrefsOf = (url: string): unknown[] => {
      const event = { ...sampleEvents.finding_new, finding: { ...finding, references, url } }
      const { description } = renderJira(event, jira.example, context)
      expectSound(description)
      const nodes = flat(toAdf(description).content)
      const urls = nodes.flatMap(({ text }) => (text && URL.canParse(text) ? [text] : []))
      expect(urls.filter((text) => text.includes('a.example'))).toEqual(['https://a.example/x'])
      return nodes.flatMap((node) => node.marks ?? []).flatMap(({ attrs }) => attrs?.href ?? [])
    }
    expect(hrefsOf('https://pencheff.example/findings/1')).toEqual(['https://pencheff.example/findings/1'])
    expect(hrefsOf('javascript:alert(2)')).toEqual([])
  })

  it('break the lines of a text and keep its paragraphs', () => {
    expect(toAdf([{ kind: 'prose', text: 'a\nb\n\nc' }]).content).toEqual([
      { type: 'paragraph', content: [{ type: 'text', text: 'a' }, { type: 'hardBreak' }, { type: 'text', text: 'b' }] },
      { type: 'paragraph', content: [{ type: 'text', text: 'c' }] },
    ])
  })

  it('never put bold on code, which the schema refuses', () => {
    const spans = [{ text: 'x', code: true as const, strong: true as const }]
    const document = toAdf([{ kind: 'line', spans }])
    expect(adfFaults(document)).toEqual([])
    expect(document.content[0]?.content?.[0]?.marks).toEqual([{ type: 'code' }])
  })
})
