import type { Digest } from '../core/digest.ts'
import { SEVERITIES } from '../core/severity.ts'
import { digestHeadline, digestLines, digestReason, digestRest, digestSeverity, digestSorts } from './digest-wording.ts'
import { escaped, usableLink } from './discord-markdown.ts'
import { COLORS, discordMessage, field, linked, type DiscordMessage } from './discord-message.ts'
import { SEVERITY_LOOK } from './wording.ts'

// docs.discord.com/developers/resources/message#embed-object-embed-limits: title 256, description 4,096. Ten lines of
// these, each with a link of our own, stay below 4,000.
const TITLE = 256
const LINE = 100
const WHERE = 60
const LINK = 200

const lineOf = (url: string, emoji: string, title: string, where: string): string => {
  const link = usableLink(url)
  const name = escaped(title, LINE)
  const words = link !== undefined && link.length <= LINK ? `[${name}](<${link}>)` : name
  return `${emoji} ${words}${where ? ` – ${escaped(where, WHERE)}` : ''}`
}

const description = (digest: Digest): string =>
  [
    ...digestLines(digest, LINE, WHERE).map(({ finding, title, where }) =>
      lineOf(finding.url, SEVERITY_LOOK[finding.severity].emoji, title, where),
    ),
    digestRest(digest),
  ]
    .filter((line) => line !== '')
    .join('\n')

export const digestMessage = (digest: Digest): DiscordMessage =>
  discordMessage({
    embeds: [
      {
        title: escaped(digestHeadline(digest), TITLE),
        ...linked(digest.scan.url),
        color: COLORS[digestSeverity(digest)],
        description: description(digest),
        fields: [
          ...SEVERITIES.toReversed().flatMap((severity) => {
            const { emoji, label } = SEVERITY_LOOK[severity]
            const count = digest.counts[severity]
            return count > 0 ? field(`${emoji} ${label}`, String(count)) : []
          }),
          ...field('Findings', digestSorts(digest)),
        ],
        footer: { text: `${digestReason(digest)} Scan ${digest.scan.id}` },
        timestamp: digest.occurred_at,
      },
    ],
  })
