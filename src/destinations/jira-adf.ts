import type { Severity } from '../core/severity.ts'
import type { Block, Span } from './jira-document.ts'

export interface AdfNode {
  type: 'panel' | 'heading' | 'paragraph' | 'bulletList' | 'listItem' | 'codeBlock' | 'text' | 'hardBreak'
  attrs?: Record<string, string | number>
  content?: AdfNode[]
  text?: string
  marks?: { type: 'strong' | 'code' | 'link'; attrs?: { href: string } }[]
}

/** An Atlassian document, as REST v3 takes descriptions and comments. Its text nodes are inert: nothing in them is markup. */
export interface AdfDocument {
  version: 1
  type: 'doc'
  content: AdfNode[]
}

const PANELS: Record<Severity, string> = {
  critical: 'error',
  high: 'warning',
  medium: 'note',
  low: 'info',
  info: 'info',
}

const textNode = ({ text, link, strong, code }: Span): AdfNode => {
  // The schema lets `code` stand beside `link` alone.
  const marks: NonNullable<AdfNode['marks']> = [
    ...(link ? [{ type: 'link' as const, attrs: { href: link } }] : []),
    ...(code ? [{ type: 'code' as const }] : strong ? [{ type: 'strong' as const }] : []),
  ]
  return { type: 'text', text, ...(marks.length > 0 && { marks }) }
}

/** The schema refuses a text node without text. */
const paragraph = (spans: Span[]): AdfNode => ({
  type: 'paragraph',
  content: spans.filter((span) => span.text !== '').map(textNode),
})

const brokenLines = (text: string): AdfNode => ({
  type: 'paragraph',
  content: text
    .split('\n')
    .flatMap((line, at): AdfNode[] => [
      ...(at > 0 ? [{ type: 'hardBreak' as const }] : []),
      ...(line === '' ? [] : [textNode({ text: line })]),
    ]),
})

const nodesOf = (block: Block): AdfNode[] => {
  switch (block.kind) {
    case 'panel':
      return [
        {
          type: 'panel',
          attrs: { panelType: PANELS[block.severity] },
          content: [paragraph([{ text: block.text, strong: true }])],
        },
      ]
    case 'heading':
      return [{ type: 'heading', attrs: { level: 3 }, content: [textNode({ text: block.text })] }]
    case 'line':
      return [paragraph(block.spans)]
    case 'bullets':
      return [
        {
          type: 'bulletList',
          content: block.items.map((spans) => ({ type: 'listItem', content: [paragraph(spans)] })),
        },
      ]
    case 'prose':
      return block.text.split(/\n{2,}/).map(brokenLines)
    case 'code':
      return [{ type: 'codeBlock', content: [{ type: 'text', text: block.text }] }]
  }
}

export const toAdf = (blocks: Block[]): AdfDocument => ({ version: 1, type: 'doc', content: blocks.flatMap(nodesOf) })
