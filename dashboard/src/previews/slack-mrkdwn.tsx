import type { ReactNode } from 'react'
import { SafeLink } from './safe-link.tsx'

const SIGNS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' }

/** Slack writes these three signs as entities, in every text. */
export const unescaped = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (entity) => SIGNS[entity] ?? entity)

const FORMS = /<([^|>]+)(?:\|([^>]*))?>|\*([^*\n]+)\*|`([^`\n]+)`/g

const formed = ([whole, href, label, bold, code]: RegExpExecArray): ReactNode => {
  if (href !== undefined) return <SafeLink href={unescaped(href)}>{unescaped(label ?? href)}</SafeLink>
  if (bold !== undefined) return <strong>{unescaped(bold)}</strong>
  if (code !== undefined) return <code>{unescaped(code)}</code>
  return unescaped(whole)
}

/** What our own words use of Slack's markup: bold, code and links. */
export const Mrkdwn = ({ text }: { text: string }) => {
  const parts: ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(FORMS)) {
    parts.push(unescaped(text.slice(end, match.index)), <span key={match.index}>{formed(match)}</span>)
    end = match.index + match[0].length
  }
  return [...parts, unescaped(text.slice(end))]
}
