import { EmbedBuilder, embedLength } from '@discordjs/builders'
import type { APIEmbed } from 'discord-api-types/v10'
import { parse } from 'discord-markdown-parser'
import {
  faultsOf,
  isOwnLink,
  reportBytes,
  reportCharacters,
  reportLength,
  shown,
  type Checker,
  type Report,
} from './checker.ts'
import { bodyOf, isObject, listAt, objectAt, objectsIn, stringsIn, textAt, type Json } from './json.ts'

/** Discord's builder throws on lengths, colours and addresses, but only where they are set one by one. */
const built = (embed: APIEmbed): APIEmbed => {
  const builder = new EmbedBuilder()
    .setTitle(embed.title ?? null)
    .setDescription(embed.description ?? null)
    .setURL(embed.url ?? null)
    .setColor(embed.color ?? null)
    .setFields(...(embed.fields ?? []))
    .setFooter(embed.footer ?? null)
  if (embed.timestamp !== undefined) builder.setTimestamp(new Date(embed.timestamp))
  return builder.toJSON()
}

/** The characters that count towards the 6,000; none of an embed that is refused. */
const reportEmbed = (report: Report, embed: Json): number => {
  try {
    return embedLength(built(embed))
  } catch (error) {
    report(`the builder refuses an embed: ${error instanceof Error ? error.message.slice(0, 200) : 'unknown'}`)
    return 0
  }
}

/** docs.discord.com/developers/resources/message#embed-object-embed-limits */
const reportEmbedLengths = (report: Report, embed: Json): void => {
  const lengths: [string, string | undefined, number][] = [
    ['a title', textAt(embed, 'title'), 256],
    ['a description', textAt(embed, 'description'), 4096],
    ['a footer', textAt(objectAt(embed, 'footer'), 'text'), 2048],
    ['an author', textAt(objectAt(embed, 'author'), 'name'), 256],
    ['an embed’s address', textAt(embed, 'url'), 2048],
  ]
  for (const [name, text, max] of lengths) if (text !== undefined) reportLength(report, name, text.trim(), max)
  const fields = listAt(embed, 'fields')
  if (fields.length > 25) report(`an embed has ${fields.length} fields of 25`)
  for (const field of fields) {
    reportLength(report, 'a field’s name', (textAt(field, 'name') ?? '').trim(), 256)
    reportLength(report, 'a field’s value', (textAt(field, 'value') ?? '').trim(), 1024)
  }
}

const MIB = 1024 * 1024

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const embeds = listAt(body, 'embeds')
    reportBytes(report, request, 25 * MIB)
    if (embeds.length === 0 && !textAt(body, 'content')?.trim()) report('the message is empty')
    if ('content' in body) reportLength(report, 'the content', textAt(body, 'content') ?? '', 2000)
    if (embeds.length > 10) report(`there are ${embeds.length} embeds of 10`)
    for (const embed of embeds) reportEmbedLengths(report, embed)
    const together = embeds.reduce((sum, embed) => sum + reportEmbed(report, embed), 0)
    if (together > 6000) report(`all embeds together have ${together} characters of 6000`)
    // Embeds of one address are shown as one.
    const urls = embeds.flatMap((embed) => textAt(embed, 'url') ?? [])
    if (new Set(urls).size < urls.length) report('two embeds have one address')
    if (/clyde|discord/i.test(textAt(body, 'username') ?? '')) report('the name is reserved')
    reportCharacters(report, stringsIn(body))
  })

/** Our own bold and struck texts, and code; the rest of what Discord makes of a text is nobody's business. */
const INERT = new Set(['text', 'escape', 'br', 'newline', 'codeBlock', 'strong', 'strikethrough', 'twemoji'])
const LINKS = new Set(['link', 'url', 'autolink'])

const reportNode = (report: Report, node: Json): void => {
  const type = String(node.type)
  const isOurs = LINKS.has(type) && isOwnLink(String(node.target).replace(/^<|>$/g, ''))
  if (!INERT.has(type) && !isOurs) report(`Discord shows a ${type}: ${shown(JSON.stringify(node))}`)
  // A link's own text is read no further.
  if (!isOurs && Array.isArray(node.content))
    for (const inner of node.content) if (isObject(inner)) reportNode(report, inner)
}

const reportText = (report: Report, text: string): void => {
  const nodes: unknown[] = parse(text, 'extended')
  for (const node of nodes) if (isObject(node)) reportNode(report, node)
  const prose = text.replace(/```[^]*?```/g, '')
  // These are found before any backslash is heeded.
  const named = /<(?:@[!&]?|#)\d+>/.exec(prose)?.[0]
  if (named !== undefined) report(`it names ${named}`)
  // The parser leaves names of emoji and list items to the client.
  const bare = prose.replace(/\\[^A-Za-z0-9\s]/g, '\uE000')
  if (/:[\w+-]{2,}:/.test(bare.replace(/https?:\S+/g, ''))) report(`an emoji is drawn in ${shown(text)}`)
  if (/^\s*(?:[-*]|\d+\.) /m.test(bare)) report(`a list is drawn in ${shown(text)}`)
}

/** All that is read as Markdown: an embed's footer and author are not. */
const markdownIn = (body: Json): string[] => {
  const embeds = listAt(body, 'embeds')
  const fields = embeds.flatMap((embed) => listAt(embed, 'fields'))
  return [
    textAt(body, 'content'),
    ...embeds.flatMap((embed) => [textAt(embed, 'title'), textAt(embed, 'description')]),
    ...fields.flatMap((field) => [textAt(field, 'name'), textAt(field, 'value')]),
  ].filter((text) => text !== undefined)
}

const live: Checker['live'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    // Left out, a webhook's `<@id>` pings.
    if (JSON.stringify(body.allowed_mentions) !== '{"parse":[]}') report('mentions are let through')
    for (const key of ['components', 'poll', 'tts', 'attachments']) if (key in body) report(`there are ${key}`)
    for (const text of markdownIn(body)) reportText(report, text)
    for (const object of objectsIn(body.embeds))
      for (const key of ['url', 'icon_url', 'proxy_url']) {
        const url = textAt(object, key)
        if (url !== undefined && !isOwnLink(url)) report(`it leads to ${shown(url)}`)
      }
    const isSilent = (Number(body.flags ?? 0) & 4) === 4
    if ('content' in body && !isSilent) report('links of the content are unfurled')
  })

export const discordChecker: Checker = {
  validator: '`@discordjs/builders`, the types of `discord-api-types`; 6,000 characters over all embeds',
  limits,
  live,
}
