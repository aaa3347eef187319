import { type Action, AdaptiveCard, HostConfig, OpenUrlAction } from 'adaptivecards'
import { useEffect, useRef } from 'react'
import { bodyOf, type ViewProps } from './request.ts'
import { isWeb } from './safe-link.tsx'
import { Sender } from './sender.tsx'
import { TEAMS_LOOK } from './teams-look.ts'
import classes from './teams.module.css'

interface TeamsMessage {
  attachments: { content?: object }[]
}

const open = (action: Action): void => {
  const url = action instanceof OpenUrlAction ? action.url : undefined
  if (url !== undefined && isWeb(url)) window.open(url, '_blank', 'noopener,noreferrer')
}

/** By Microsoft's own renderer. It reads Markdown only where it is handed a reader of it, so texts stay texts. */
const drawn = (content: object): HTMLElement | undefined => {
  const card = new AdaptiveCard()
  card.hostConfig = new HostConfig(TEAMS_LOOK)
  card.onExecuteAction = open
  card.parse(content)
  return card.render()
}

const Card = ({ content }: { content: object }) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.replaceChildren(drawn(content) ?? '')
  }, [content])
  return <div ref={place} className={classes.card} />
}

/** An Adaptive Card that a flow posts in a channel. */
export const TeamsView = ({ request }: ViewProps) => {
  const { attachments = [] } = bodyOf<TeamsMessage>(request)
  return (
    <article className={classes.message}>
      <Sender className={classes.face} />
      <div className={classes.body}>
        <div className={classes.by}>
          <strong>Workflows</strong> <time>9:20 AM</time>
        </div>
        {attachments.map(({ content }, at) => content && <Card key={at} content={content} />)}
      </div>
    </article>
  )
}
