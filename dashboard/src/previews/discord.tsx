import { DiscordMarkdown } from './discord-markdown.tsx'
import classes from './discord.module.css'
import { bodyOf, clock, type ViewProps } from './request.ts'
import { SafeLink } from './safe-link.tsx'
import { Sender } from './sender.tsx'

interface Field {
  name: string
  value: string
  inline?: boolean
}
interface Embed {
  title?: string
  url?: string
  description?: string
  color?: number
  fields?: Field[]
  footer?: { text: string }
  timestamp?: string
}
interface DiscordMessage {
  content: string
  embeds: Embed[]
}

const colour = (color: number | undefined): string => `#${(color ?? 0x4e5058).toString(16).padStart(6, '0')}`

const Foot = ({ footer, timestamp }: Embed) => {
  const when = timestamp === undefined ? undefined : `${timestamp.slice(0, 10)} ${clock(timestamp)}`
  const parts = [footer?.text, when].filter((part) => part !== undefined)
  return parts.length > 0 && <footer className={classes.foot}>{parts.join(' • ')}</footer>
}

const EmbedView = ({ embed }: { embed: Embed }) => (
  <section className={classes.embed} style={{ borderLeftColor: colour(embed.color) }}>
    {embed.title !== undefined && (
      <h3>
        <SafeLink href={embed.url}>
          <DiscordMarkdown text={embed.title} />
        </SafeLink>
      </h3>
    )}
    {embed.description !== undefined && (
      <div className={classes.description}>
        <DiscordMarkdown text={embed.description} />
      </div>
    )}
    <div className={classes.fields}>
      {embed.fields?.map(({ name, value, inline }, at) => (
        <div key={at} data-inline={inline}>
          <strong>
            <DiscordMarkdown text={name} />
          </strong>
          <DiscordMarkdown text={value} />
        </div>
      ))}
    </div>
    <Foot {...embed} />
  </section>
)

/** A webhook's message: a line, or embeds. */
export const DiscordView = ({ request }: ViewProps) => {
  const { content, embeds = [] } = bodyOf<DiscordMessage>(request)
  return (
    <article className={classes.message}>
      <Sender className={classes.face} />
      <div className={classes.body}>
        <div className={classes.by}>
          <strong>Pencheff</strong> <span className={classes.app}>APP</span>{' '}
          <time>Today at {clock(embeds[0]?.timestamp)}</time>
        </div>
        {content !== undefined && <DiscordMarkdown text={content} />}
        {embeds.map((embed, at) => (
          <EmbedView key={at} embed={embed} />
        ))}
      </div>
    </article>
  )
}
