import type { PreviewRequest } from './request.ts'
import classes from './preview.module.css'

const indented = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** As on the wire, but with line breaks in JSON. */
const wireText = ({ method, url, headers, body }: PreviewRequest): string => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`${method} ${url}`, ...lines, ...(body === null ? [] : ['', indented(body)])].join('\n')
}

export const RawRequest = ({ request, isOpen }: { request: PreviewRequest; isOpen: boolean }) => (
  <details className={classes.raw} open={isOpen}>
    <summary>Raw request</summary>
    <pre tabIndex={0}>{wireText(request)}</pre>
  </details>
)
