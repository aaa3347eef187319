import type { ReactNode } from 'react'
import { bodyOf, type ViewProps } from './request.ts'
import { SafeLink } from './safe-link.tsx'
import { Sender } from './sender.tsx'
import classes from './slack.module.css'
import { Mrkdwn, unescaped } from './slack-mrkdwn.tsx'

interface Text {
  type?: string
  text: string
}
interface Inline {
  text: string
  style?: { bold?: boolean; strike?: boolean }
}
interface Element extends Partial<Text> {
  elements?: Inline[]
  url?: string
}
interface Block {
  type: string
  text?: Text
  fields?: Text[]
  elements?: (Omit<Element, 'text'> & { text?: string | Text })[]
}
interface SlackMessage {
  text: string
  blocks: Block[]
}

const Words = ({ text }: { text: Text }) =>
  text.type === 'mrkdwn' ? <Mrkdwn text={text.text} /> : unescaped(text.text)

const styled = ({ text, style }: Inline): ReactNode => {
  const struck = style?.strike ? <s>{text}</s> : text
  return style?.bold ? <strong>{struck}</strong> : struck
}

const inlines = (elements: Inline[] = []): ReactNode => elements.map((one, at) => <span key={at}>{styled(one)}</span>)

const textOf = (text: string | Text | undefined): Text => (typeof text === 'string' ? { text } : (text ?? { text: '' }))

const Parts = ({ block: { elements = [] } }: { block: Block }) =>
  elements.map(({ type, elements: inner }, at) =>
    type === 'rich_text_preformatted' ? (
      <pre key={at}>{inlines(inner)}</pre>
    ) : (
      <p key={at} className={classes.rich}>
        {inlines(inner)}
      </p>
    ),
  )

const Fields = ({ fields }: { fields: Text[] }) => (
  <div className={classes.fields}>
    {fields.map((field, at) => (
      <div key={at}>
        <Words text={field} />
      </div>
    ))}
  </div>
)

const Drawn = ({ block }: { block: Block }): ReactNode => {
  switch (block.type) {
    case 'header':
      return <h3 className={classes.header}>{unescaped(block.text?.text ?? '')}</h3>
    case 'section':
      return <Fields fields={block.fields ?? (block.text ? [block.text] : [])} />
    case 'rich_text':
      return <Parts block={block} />
    case 'actions':
      return (
        <div className={classes.actions}>
          {block.elements?.map(({ text, url }, at) => (
            <SafeLink key={at} href={url} className={classes.button}>
              {unescaped(textOf(text).text)}
            </SafeLink>
          ))}
        </div>
      )
    case 'context':
      return (
        <div className={classes.context}>
          {block.elements?.map(({ type, text }, at) => (
            <span key={at}>
              <Words text={{ ...(type !== undefined && { type }), ...textOf(text) }} />
            </span>
          ))}
        </div>
      )
    case 'divider':
      return <hr />
    default:
      return null
  }
}

/** Block Kit in a channel. */
export const SlackView = ({ request }: ViewProps) => {
  const { text = '', blocks } = bodyOf<SlackMessage>(request)
  return (
    <article className={classes.message}>
      <Sender className={classes.face} />
      <div className={classes.body}>
        <div className={classes.by}>
          <strong>Pencheff</strong> <span className={classes.app}>APP</span> <time>9:20 AM</time>
        </div>
        {blocks ? blocks.map((block, at) => <Drawn key={at} block={block} />) : <Mrkdwn text={text} />}
      </div>
    </article>
  )
}
