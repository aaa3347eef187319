import type { Nodes } from 'mdast'
import { faultsOf, isOwnLink, shown, type Report } from './checker.ts'
import { markdownTree, nodesIn } from './markdown.ts'

/** What GitHub finds in a text after Markdown is done, where no backslash helps: github/markup#1168. */
const FOUND: [what: string, pattern: RegExp][] = [
  ['a mention', /@[a-z\d_-]/i],
  ['a reference', /#\d|\bgh-\d/i],
  ['a commit', /(?<![\p{L}\p{N}])[\da-f]{7,40}(?![\p{L}\p{N}])/iu],
  ['an address', /\b(?:https?|ftp):\/\/|www\.\w/i],
  ['an emoji', /:[a-z\d_+-]+:/i],
]

const reportText = (report: Report, text: string): void => {
  for (const [what, pattern] of FOUND) if (pattern.test(text)) report(`${what} stands in ${shown(text)}`)
}

/** What is live in a title, which is not Markdown. */
export const liveGithubText = (text: string): string[] => faultsOf((report) => reportText(report, text))

/** What our bodies are made of. A list of ours is never numbered, a heading of ours is of the third rank. */
const OURS = new Set<Nodes['type']>([
  'root',
  'paragraph',
  'text',
  'break',
  'strong',
  'delete',
  'table',
  'tableRow',
  'tableCell',
  'list',
  'listItem',
  'inlineCode',
])

/** The first line of an issue or comment, by which it is found again. */
const MARKER = /^<!-- pencheff:(?:finding=[\da-f]{40}|delivery=[\w-]+(?: closed=not_planned)?|test) -->$/

const isOurs = (node: Nodes): boolean => {
  switch (node.type) {
    case 'heading':
      return node.depth === 3
    case 'link':
      return isOwnLink(node.url)
    case 'code':
      // Others are drawn: mermaid, geojson, stl, math, suggestion.
      return node.lang === 'text'
    case 'html':
      return node.position?.start.offset === 0 && MARKER.test(node.value)
    case 'list':
      return node.ordered !== true
    case 'listItem':
      return node.checked === null || node.checked === undefined
    default:
      return OURS.has(node.type)
  }
}

/** Neighbours are one text to GitHub, however Markdown came by them. */
const textsIn = (node: Nodes): string[] => {
  if (!('children' in node)) return []
  const together = node.children.map((child) => (child.type === 'text' ? child.value : '\uE000')).join('')
  return [together, ...node.children.flatMap(textsIn)]
}

/** What is live in an issue's body or a comment. */
export const liveGithubMarkdown = (markdown: string): string[] =>
  faultsOf((report) => {
    const tree = markdownTree(markdown)
    for (const node of nodesIn(tree))
      if (!isOurs(node)) report(`Markdown has a ${node.type}: ${shown(JSON.stringify(node))}`)
    for (const text of textsIn(tree)) reportText(report, text)
  })
