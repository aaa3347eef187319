import type { ReactNode } from 'react'
import type { DocumentNode } from './record-of.ts'
import { SafeLink } from './safe-link.tsx'
import classes from './record.module.css'

const marked = ({ text, marks = [] }: DocumentNode): ReactNode =>
  marks.reduce<ReactNode>((inner, { type, attrs }) => {
    switch (type) {
      case 'strong':
        return <strong>{inner}</strong>
      case 'code':
        return <code>{inner}</code>
      case 'link':
        return <SafeLink href={attrs?.href}>{inner}</SafeLink>
      default:
        return inner
    }
  }, text)

/** An Atlassian document, of the nodes that our issues are made of; of others what they contain. */
export const DocumentText = ({ node }: { node: DocumentNode }): ReactNode => {
  const inner = node.content?.map((one, at) => <DocumentText key={at} node={one} />)
  switch (node.type) {
    case 'text':
      return marked(node)
    case 'hardBreak':
      return <br />
    case 'paragraph':
      return <p>{inner}</p>
    case 'heading':
      return <h4>{inner}</h4>
    case 'bulletList':
      return <ul>{inner}</ul>
    case 'listItem':
      return <li>{inner}</li>
    case 'codeBlock':
      return <pre>{inner}</pre>
    case 'panel':
      return (
        <div className={classes.panel} data-panel={node.attrs?.panelType}>
          {inner}
        </div>
      )
    default:
      return inner
  }
}
