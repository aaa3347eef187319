import type { EventPayload, FindingView } from '../core/event.ts'
import { SEVERITIES, type Severity } from '../core/severity.ts'
import type { RenderContext } from './destination.ts'
import { codeBlock, escape, escaped, usableLink } from './discord-markdown.ts'
import { clean, cut, httpLink } from './text.ts'
import {
  changesOf,
  gradeLine,
  headline,
  joined,
  place,
  SEVERITY_LOOK,
  severityLine,
  statusLine,
  targetName,
  testLine,
  titleOf,
  weaknessLine,
} from './wording.ts'

export interface DiscordField {
  name: string
  value: string
  inline: boolean
}

export interface DiscordEmbed {
  title: string
  url?: string
  description?: string
  /** 0xRRGGBB */
  color?: number
  fields?: DiscordField[]
  /** Shown without markup. */
  footer?: { text: string }
  /** ISO 8601 */
  timestamp?: string
}

/** What `POST /webhooks/{id}/{token}` takes: a line of text, or one embed. */
export interface DiscordMessage {
  content?: string
  embeds?: DiscordEmbed[]
  /** Discord's flags SUPPRESS_EMBEDS (4) and SUPPRESS_NOTIFICATIONS (4096). */
  flags?: number
  /** Nobody. Left out, a webhook's `<@id>` would ping. */
  allowed_mentions: { parse: [] }
}

/*
 * docs.discord.com/developers/resources/message#embed-object-embed-limits: title 256, description 4,096, field name 256,
 * field value 1,024, footer 2,048, 6,000 over all of an embed. These add up to below 5,700.
 */
const TITLE = 256
const DESCRIPTION = 1500
const EVIDENCE = 1200
const REMEDIATION = 1000
const REFERENCES = 600
const ERROR = 2000
const CHANGES = 2500
const FIELD = 200

export const COLORS: Record<Severity, number> = {
  critical: 14_100_029,
  high: 16_023_328,
  medium: 16_301_373,
  low: 3_049_131,
  info: 9_807_270,
}
const GREEN = 3_066_993
const GREY = COLORS.info

const SILENT_LINE = 4 + 4096

export const discordMessage = (parts: Omit<DiscordMessage, 'allowed_mentions'>): DiscordMessage => ({
  ...parts,
  allowed_mentions: { parse: [] },
})

export const field = (name: string, value: string | undefined, max = FIELD, inline = true): DiscordField[] => {
  const shown = escaped(clean(value ?? '').trim(), max)
  // An empty value is refused, and the whole message with it.
  return shown.trim() === '' ? [] : [{ name, value: shown, inline }]
}

export const linked = (url: string | undefined): { url?: string } => {
  const link = usableLink(url)
  return link === undefined ? {} : { url: link }
}

const described = (parts: string[]): { description?: string } => {
  const description = parts.filter((part) => part !== '').join('\n')
  return description === '' ? {} : { description }
}

const footOf = (event: EventPayload, id: string | undefined): Pick<DiscordEmbed, 'footer' | 'timestamp'> => {
  const text = cut(joined([id, event.scan?.profile]), FIELD)
  return { ...(text !== '' && { footer: { text } }), timestamp: event.occurred_at }
}

const scanId = ({ scan }: EventPayload): string | undefined => (scan ? `Scan ${scan.id}` : undefined)

const findingTitle = (finding: FindingView): string =>
  `${SEVERITY_LOOK[finding.severity].label.toUpperCase()} · ${titleOf(finding)}`

const facts = (event: EventPayload, finding: FindingView): DiscordField[] => [
  ...field('Target', targetName(event)),
  ...field('Severity', severityLine(finding)),
  ...field('Status', statusLine(finding)),
  ...field('Where', place(finding), 2 * FIELD, false),
  ...field('Weakness', weaknessLine(finding), FIELD, false),
]

/** Shown as text: where a scanner's link leads is not ours to vouch for. */
const references = (finding: FindingView): string =>
  finding.references
    .flatMap((url) => httpLink(url) ?? [])
    .slice(0, 3)
    .map((link) => cut(link, 180))
    .join('\n')

const findingNew = (event: EventPayload, finding: FindingView): DiscordEmbed => ({
  title: escaped(findingTitle(finding), TITLE),
  ...linked(finding.url),
  color: COLORS[finding.severity],
  ...described([escaped(clean(finding.description ?? '').trim(), DESCRIPTION), codeBlock(finding.evidence, EVIDENCE)]),
  fields: [
    ...facts(event, finding),
    ...field('What to do', finding.remediation ?? '', REMEDIATION, false),
    ...field('References', references(finding), REFERENCES, false),
  ],
  ...footOf(event, `Finding ${finding.id}`),
})

/** `field: ~~old~~ → **new**`, a line each. */
const changeLines = (summary: string | undefined): string => {
  const lines = changesOf(summary).map(({ field: name, before, after }) => {
    const lead = name === '' ? '' : `${escape(name)}: `
    const old = before === '' ? '' : `~~${escape(before)}~~ → `
    return `${lead}${old}**${escape(after)}**`
  })
  const fitting = lines.filter((_, index) => lines.slice(0, index + 1).join('\n').length <= CHANGES)
  return fitting.join('\n')
}

const changeColor = (finding: FindingView): number => {
  if (finding.state === 'fixed') return GREEN
  const isSettled = finding.suppressed !== null || finding.verification_status === 'false_positive'
  return isSettled ? GREY : COLORS[finding.severity]
}

const findingChanged = (event: EventPayload, finding: FindingView): DiscordEmbed => ({
  // Else it looks in a channel as the finding did when it was new.
  title: escaped(`🔄 Changed: ${findingTitle(finding)}`, TITLE),
  ...linked(finding.url),
  color: changeColor(finding),
  ...described([changeLines(event.change_summary)]),
  fields: facts(event, finding),
  ...footOf(event, `Finding ${finding.id}`),
})

/** One line that notifies nobody: that a scan starts is good to know, and no more. */
const scanStarted = (event: EventPayload): DiscordMessage => {
  const link = usableLink(event.scan?.url)
  const profile = cut(joined([event.scan?.profile]), 60)
  const parts = [
    `▶️ Scan started: **${escape(targetName(event))}**`,
    escape(profile),
    link === undefined ? '' : `[Open scan](<${link}>)`,
  ]
  return discordMessage({ content: parts.filter((part) => part !== '').join(' · '), flags: SILENT_LINE })
}

const scanDone = (event: EventPayload): DiscordEmbed => {
  const { scan } = event
  const found = SEVERITIES.toReversed().filter((severity) => (scan?.summary[severity] ?? 0) > 0)
  const [worst] = found
  return {
    title: escaped(`✅ Scan finished: ${targetName(event)}`, TITLE),
    ...linked(scan?.url),
    color: worst === undefined ? GREEN : COLORS[worst],
    ...described([found.length === 0 && scan ? 'Nothing was found.' : '']),
    fields: [
      ...field('Grade', scan ? gradeLine(scan) : '', FIELD, false),
      ...found.flatMap((severity) => {
        const { emoji, label } = SEVERITY_LOOK[severity]
        return field(`${emoji} ${label}`, String(scan?.summary[severity] ?? 0))
      }),
    ],
    ...footOf(event, scanId(event)),
  }
}

const scanFailed = (event: EventPayload): DiscordEmbed => ({
  title: escaped(`❌ Scan failed: ${targetName(event)}`, TITLE),
  ...linked(event.scan?.url),
  color: COLORS.critical,
  ...described([codeBlock(event.error, ERROR) || 'The scanner gave no reason.']),
  ...footOf(event, scanId(event)),
})

const bare = (event: EventPayload): DiscordEmbed => ({
  title: escaped(headline(event), TITLE),
  ...footOf(event, undefined),
})

export const eventMessage = (event: EventPayload): DiscordMessage => {
  const { finding } = event
  switch (event.event) {
    case 'scan_started':
      return scanStarted(event)
    case 'scan_done':
      return discordMessage({ embeds: [scanDone(event)] })
    case 'scan_failed':
      return discordMessage({ embeds: [scanFailed(event)] })
    case 'finding_new':
      return discordMessage({ embeds: [finding ? findingNew(event, finding) : bare(event)] })
    case 'finding_changed':
      return discordMessage({ embeds: [finding ? findingChanged(event, finding) : bare(event)] })
  }
}

export const testMessage = (context: RenderContext): DiscordMessage =>
  discordMessage({
    embeds: [
      {
        title: escaped(`👋 ${testLine(context)}`, TITLE),
        ...linked(context.publicUrl),
        color: GREEN,
        description: 'This channel will receive what the integration lets through.',
      },
    ],
  })
