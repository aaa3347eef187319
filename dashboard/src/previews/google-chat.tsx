import { useState, type ReactNode } from 'react'
import { ChatHtml } from './google-chat-html.tsx'
import classes from './google-chat.module.css'
import { bodyOf, type ViewProps } from './request.ts'
import { SafeLink } from './safe-link.tsx'
import { Sender } from './sender.tsx'

interface Widget {
  decoratedText?: { topLabel?: string; text?: string }
  textParagraph?: { text?: string; maxLines?: number }
  buttonList?: { buttons?: { text?: string; onClick?: { openLink?: { url?: string } } }[] }
  columns?: { columnItems?: { widgets?: Widget[] }[] }
}
interface Section {
  header?: string
  collapsible?: boolean
  widgets?: Widget[]
}
interface Card {
  header?: { title?: string; subtitle?: string }
  sections?: Section[]
}
interface GoogleChatMessage {
  text: string
  cardsV2: { card?: Card }[]
}

const Buttons = ({ list }: { list: NonNullable<Widget['buttonList']> }) => (
  <div className={classes.buttons}>
    {list.buttons?.map(({ text, onClick }, at) => (
      <SafeLink key={at} href={onClick?.openLink?.url} className={classes.button}>
        {text}
      </SafeLink>
    ))}
  </div>
)

const Row = ({ topLabel, text }: { topLabel?: string; text?: string }) => (
  <div>
    <div className={classes.label}>{topLabel}</div>
    <ChatHtml text={text ?? ''} />
  </div>
)

const Drawn = ({ widget }: { widget: Widget }): ReactNode => {
  const { decoratedText, textParagraph, buttonList, columns } = widget
  if (decoratedText) return <Row {...decoratedText} />
  if (textParagraph)
    return (
      <p>
        <ChatHtml text={textParagraph.text ?? ''} />
      </p>
    )
  if (buttonList) return <Buttons list={buttonList} />
  return (
    <div className={classes.columns}>
      {columns?.columnItems?.map(({ widgets = [] }, at) => (
        <div key={at} className={classes.widgets}>
          {widgets.map((one, index) => (
            <Drawn key={index} widget={one} />
          ))}
        </div>
      ))}
    </div>
  )
}

const SectionView = ({ section }: { section: Section }) => {
  const [isOpen, setOpen] = useState(section.collapsible !== true)
  return (
    <section className={classes.widgets}>
      {section.header !== undefined && <h4>{section.header}</h4>}
      {isOpen && section.widgets?.map((widget, at) => <Drawn key={at} widget={widget} />)}
      {section.collapsible && (
        <button type="button" className={classes.more} onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : 'Show more'}
        </button>
      )}
    </section>
  )
}

const CardView = ({ card }: { card: Card }) => (
  <div className={classes.card}>
    {card.header && (
      <header>
        <h3>{card.header.title}</h3>
        {card.header.subtitle}
      </header>
    )}
    {card.sections?.map((section, at) => (
      <SectionView key={at} section={section} />
    ))}
  </div>
)

const LINK = /^(.*)<(https?:[^|>]+)\|([^>]+)>$/s

/** A message's text, whose only link of ours stands at its end. */
const Line = ({ text }: { text: string }) => {
  const [, before, href, label] = LINK.exec(text) ?? []
  if (href === undefined) return text
  return (
    <>
      {before}
      <SafeLink href={href}>{label}</SafeLink>
    </>
  )
}

/** A Chat message: a line of text, and a card below it. */
export const GoogleChatView = ({ request }: ViewProps) => {
  const { text = '', cardsV2 = [] } = bodyOf<GoogleChatMessage>(request)
  return (
    <article className={classes.message}>
      <Sender className={classes.face} />
      <div className={classes.body}>
        <div className={classes.by}>
          <strong>Pencheff</strong> <span className={classes.app}>App</span> <time>9:20 AM</time>
        </div>
        <div>
          <Line text={text} />
        </div>
        {cardsV2.map(({ card }, at) => card && <CardView key={at} card={card} />)}
      </div>
    </article>
  )
}
