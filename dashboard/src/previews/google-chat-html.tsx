import type { ReactNode } from 'react'
import { SafeLink } from './safe-link.tsx'

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }

const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)

const FORMS =
  /<br>|<(b|s|i)>([\s\S]*?)<\/\1>|<font color="(#[0-9a-f]{6})">([\s\S]*?)<\/font>|<a href="([^"]*)">([\s\S]*?)<\/a>/g

const formed = ([, tag, inner, color, coloured, href, label]: RegExpExecArray): ReactNode => {
  if (tag === 'b')
    return (
      <b>
        <ChatHtml text={inner ?? ''} />
      </b>
    )
  if (tag === 's')
    return (
      <s>
        <ChatHtml text={inner ?? ''} />
      </s>
    )
  if (tag === 'i')
    return (
      <i>
        <ChatHtml text={inner ?? ''} />
      </i>
    )
  if (color !== undefined)
    return (
      <span style={{ color }}>
        <ChatHtml text={coloured ?? ''} />
      </span>
    )
  if (href !== undefined)
    return (
      <SafeLink href={unescaped(href)}>
        <ChatHtml text={label ?? ''} />
      </SafeLink>
    )
  return <br />
}

/** The subset of HTML that a card's texts use. Any other tag is shown as text. */
export const ChatHtml = ({ text }: { text: string }) => {
  const parts: ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(FORMS)) {
    parts.push(unescaped(text.slice(end, match.index)), <span key={match.index}>{formed(match)}</span>)
    end = match.index + match[0].length
  }
  return [...parts, unescaped(text.slice(end))]
}
