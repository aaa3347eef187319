import type { ReactNode } from 'react'
import { SafeLink } from './safe-link.tsx'

/*
 * What our messages use of Discord's Markdown, in the order in which it is read: blocks of code, a backslash before any
 * sign, links, bold, struck through. An address without a backslash before its `://` becomes a link.
 */
const FORMS =
  /```\n?([\s\S]*?)\n?```|\\([^\sA-Za-z0-9])|\[([^\]\n]+)\]\(<?(https?:\/\/[^\s>)]+)>?\)|\*\*((?:\\.|[^\\])+?)\*\*|~~((?:\\.|[^\\])+?)~~|(https?:\/\/[^\s<>]+)/g

const formed = (match: RegExpExecArray): ReactNode => {
  const [whole, code, sign, label, href, bold, struck, address] = match
  if (code !== undefined) return <pre>{code}</pre>
  if (sign !== undefined) return sign
  if (label !== undefined)
    return (
      <SafeLink href={href}>
        <DiscordMarkdown text={label} />
      </SafeLink>
    )
  if (bold !== undefined)
    return (
      <b>
        <DiscordMarkdown text={bold} />
      </b>
    )
  if (struck !== undefined)
    return (
      <s>
        <DiscordMarkdown text={struck} />
      </s>
    )
  return <SafeLink href={address}>{address ?? whole}</SafeLink>
}

export const DiscordMarkdown = ({ text }: { text: string }) => {
  const parts: ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(FORMS)) {
    const drawn = formed(match)
    parts.push(text.slice(end, match.index), typeof drawn === 'string' ? drawn : <span key={match.index}>{drawn}</span>)
    end = match.index + match[0].length
  }
  return [...parts, text.slice(end)]
}
