import { type ComponentType, lazy, Suspense } from 'react'
import { RawRequest } from './raw-request.tsx'
import type { RecordKind } from './record-of.ts'
import type { PreviewRequest, ViewProps } from './request.ts'
import classes from './preview.module.css'

export type { PreviewRequest } from './request.ts'

/** A kind's view is loaded when it is first drawn. */
const later = <Name extends string>(load: () => Promise<Record<Name, ComponentType<ViewProps>>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }))

const record = (kind: RecordKind) =>
  lazy(async () => {
    const { RecordSheet } = await import('./record.tsx')
    return { default: ({ request }: ViewProps) => <RecordSheet kind={kind} request={request} /> }
  })

const VIEWS: Partial<Record<string, ComponentType<ViewProps>>> = {
  slack: later(() => import('./slack.tsx'), 'SlackView'),
  teams: later(() => import('./teams.tsx'), 'TeamsView'),
  google_chat: later(() => import('./google-chat.tsx'), 'GoogleChatView'),
  discord: later(() => import('./discord.tsx'), 'DiscordView'),
  pagerduty: record('pagerduty'),
  opsgenie: record('opsgenie'),
  splunk: record('splunk'),
  webhook: record('webhook'),
  github: record('github'),
  jira: record('jira'),
}

/** The message as the kind's product draws it, and below it the request as it is sent. */
export const MessagePreview = ({ kind, request }: { kind: string; request: PreviewRequest }) => {
  const View = VIEWS[kind]
  return (
    <div className={classes.preview}>
      {View && (
        <div data-message>
          <Suspense fallback={<p className={classes.loading}>Drawing the message…</p>}>
            <View request={request} />
          </Suspense>
        </div>
      )}
      <RawRequest request={request} isOpen={View === undefined} />
    </div>
  )
}
