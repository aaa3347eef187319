import type { Preview } from '../api/schemas.ts'
import { Copy } from '../parts/copy.tsx'
import classes from './raw-request.module.css'

const prettyBody = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

/** The exact request as it would go out, with secrets masked. */
export const RawRequest = ({ request }: { request: NonNullable<Preview['request']> }) => {
  const { method, url, headers, body } = request
  const head = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n')
  const text = body === null ? head : `${head}\n\n${prettyBody(body)}`
  return (
    <div className={classes.raw}>
      <div className={classes.copy}>
        <Copy text={text} />
      </div>
      {/* Scrolls, so it has to be reachable by keyboard. */}
      <pre tabIndex={0} aria-label="Raw request">
        {text}
      </pre>
    </div>
  )
}
