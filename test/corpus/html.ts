import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import { faultsOf, isOwnLink, shown, type Report } from './checker.ts'

type Node = DefaultTreeAdapterTypes.ChildNode

const reportNode = (report: Report, node: Node, allowed: ReadonlySet<string>): void => {
  if (node.nodeName === '#text') return
  if (!('tagName' in node)) {
    report(`HTML has a ${node.nodeName}`)
    return
  }
  const href = node.attrs.find(({ name }) => name === 'href')?.value
  const isOurs = node.tagName === 'a' && href !== undefined && isOwnLink(href)
  if (!allowed.has(node.tagName) && !isOurs)
    report(`HTML has <${node.tagName}> ${shown(node.attrs.map(({ value }) => value).join(' '))}`)
  for (const child of node.childNodes) reportNode(report, child, allowed)
}

/** Tags that a browser's parser finds, but those of `allowed` and links to our own pages. */
export const liveHtml = (html: string, allowed: ReadonlySet<string>): string[] =>
  faultsOf((report) => {
    for (const node of parseFragment(html).childNodes) reportNode(report, node, allowed)
  })
