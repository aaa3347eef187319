import { lazy, Suspense } from 'react'
import { DocumentText } from './document-text.tsx'
import { RECORDS, type RecordKind, type RecordView } from './record-of.ts'
import type { ViewProps } from './request.ts'
import classes from './record.module.css'

const Markdown = lazy(async () => ({ default: (await import('./markdown-text.tsx')).MarkdownText }))

const Said = ({ text }: { text: NonNullable<RecordView['text']> }) => {
  switch (text.format) {
    case 'plain':
      return <p className={classes.plain}>{text.text}</p>
    case 'document':
      return <DocumentText node={text.document} />
    case 'markdown':
      return (
        <Suspense fallback={<p className={classes.plain}>{text.text}</p>}>
          <Markdown text={text.text} />
        </Suspense>
      )
  }
}

const Facts = ({ facts }: { facts: RecordView['facts'] }) => (
  <dl className={classes.facts}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name.replaceAll('_', ' ')}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const RecordCard = ({ record: { title, severity, tags, facts, text } }: { record: RecordView }) => (
  <article className={classes.record} data-severity={severity?.toLowerCase()}>
    <header>
      {severity !== undefined && <span className={classes.severity}>{severity}</span>}
      <h3>{title}</h3>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
    </header>
    {text && (
      <div className={classes.text}>
        <Said text={text} />
      </div>
    )}
    {facts.length > 0 && <Facts facts={facts} />}
  </article>
)

/** A page, an alert, an event or a ticket, as one sheet that reads like an e-mail. */
export const RecordSheet = ({ kind, request }: ViewProps & { kind: RecordKind }) => (
  <RecordCard record={RECORDS[kind](request)} />
)
