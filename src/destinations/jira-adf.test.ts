import adfSchema from '@atlaskit/adf-schema/json-schema/v1/full.json' with { type: 'json' }
import AjvDraft04 from 'ajv-draft-04'
import { describe, expect, it } from 'vitest'
import { hostileEvents } from '../../test/describe-destination/hostile.ts'
import { EVENT_NAMES, type EventPayload } from '../core/event.ts'
import { sampleEvents } from '../core/sample.ts'
import { toAdf, type AdfNode } from './jira-adf.ts'
import type { Block } from './jira-document.ts'
import { renderJira, renderJiraTest } from './jira-message.ts'
import { jira } from './jira.ts'

const isAdf = new AjvDraft04.default({ strict: false }).compile(adfSchema)
const context = { productName: 'Pencheff', publicUrl: 'https://pencheff.example' }

const ALLOWED = ['panel', 'heading', 'paragraph', 'bulletList', 'listItem', 'codeBlock', 'text', 'hardBreak']

const flat = (nodes: AdfNode[]): AdfNode[] => nodes.flatMap((node) => [node, ...flat(node.content ?? [])])

const expectSound = (blocks: Block[]): void => {
  const document = toAdf(blocks)
  isAdf(document)
  expect(isAdf.errors).toBeNull()
  expect(JSON.stringify(document).length).toBeLessThanOrEqual(28_000)
  expect(document.content.length).toBeGreaterThan(0)
  const nodes = flat(document.content)
  expect(ALLOWED).toEqual(expect.arrayContaining([...new Set(nodes.map(({ type }) => type))]))
  for (const { text, marks = [] } of nodes) {
    if (text !== undefined) expect(text.isWellFormed() && text.length > 0).toBe(true)
    for (const { attrs } of marks) if (attrs) expect(attrs.href).toMatch(/^https?:\/\/[^@]*$/)
  }
}

const samples = EVENT_NAMES.flatMap((name): [string, EventPayload][] => [
  [name, sampleEvents[name]],
  ...hostileEvents(name).map(([label, event]): [string, EventPayload] => [`${name} with ${label}`, event]),
])

describe('Atlassian documents', () => {
  it.each(samples)('are valid and within the limits: %s', (_name, event) => {
    const { summary, description, comment } = renderJira(event, jira.example, context)
    expect(summary).toMatch(/^[^\n]{1,255}$/)
    expectSound(description)
    if (comment) expectSound(comment)
  })

  it('are valid for the connection test', () => {
    expectSound(renderJiraTest(context).description)
  })

  it.each(samples)('fit as wiki markup too: %s', (_name, event) => {
    const config = { ...jira.example, deployment: 'data_center' as const }
    const { body } = jira.request(jira.render(event, config, context), config, { deliveryId: 'd', now: new Date(0) })
    const { fields } = JSON.parse(body ?? '') as { fields: { description: string } }
    expect(fields.description.length).toBeLessThanOrEqual(28_000)
    const shown = fields.description.replace(/^\{noformat\}$[^]*?^\{noformat\}$/gm, '')
    expect(shown).not.toMatch(/(?<!\\)(?:\[~|\{html|\{code|!x\.png)/)
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
    expect(isAdf(document)).toBe(true)
    expect(document.content[0]?.content?.[0]?.marks).toEqual([{ type: 'code' }])
  })
})
