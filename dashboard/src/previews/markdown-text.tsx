import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { SafeLink } from './safe-link.tsx'

/** GitHub's Markdown. HTML in it is left out, and so are pictures, which would be fetched from where a scanner says. */
export const MarkdownText = ({ text }: { text: string }) => (
  <Markdown
    remarkPlugins={[remarkGfm]}
    skipHtml
    components={{ a: ({ href, children }) => <SafeLink href={href}>{children}</SafeLink>, img: ({ alt }) => alt }}
  >
    {text}
  </Markdown>
)
