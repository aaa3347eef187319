import { createHash } from 'node:crypto'
import { ERRORS } from '../core/error.ts'
import type { OpenApi, OpenApiOperation } from './openapi.ts'

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c; background: #fff }
h2 { margin-top: 2.5rem } code, pre { font: 0.875em ui-monospace, monospace }
details { border: 1px solid #cbd5e0; border-radius: 6px; margin: 0.5rem 0; padding: 0.5rem 0.75rem }
summary { cursor: pointer } pre { overflow: auto; background: #f7fafc; padding: 0.75rem }
table { border-collapse: collapse } td, th { text-align: left; padding: 0.25rem 1rem 0.25rem 0; vertical-align: top }
@media (prefers-color-scheme: dark) { body { color: #e2e8f0; background: #171923 } pre { background: #2d3748 } a { color: #90cdf4 } }
`

/** The one style is allowed by its hash; scripts, frames, forms and foreign sources are not. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

const json = (value: unknown): string => `<pre>${escaped(JSON.stringify(value, null, 2))}</pre>`

const parametersTable = (operation: OpenApiOperation): string => {
  if (operation.parameters.length === 0) return ''
  const rows = operation.parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${place}${required ? ', required' : ''}</td>` +
      `<td><code>${escaped(JSON.stringify(schema))}</code></td></tr>`,
  )
  return `<table><tr><th>Parameter</th><th>In</th><th>Schema</th></tr>${rows.join('')}</table>`
}

const answersOf = (operation: OpenApiOperation): string =>
  Object.entries(operation.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([status, response]) => `<p>Answer ${status}</p>${json(response.content ?? {})}`)
    .join('')

const scopeOf = ({ security }: OpenApiOperation): string => {
  const [first] = security
  if (first === undefined) return 'none: anybody'
  const [scope = 'any'] = first.apiKey ?? []
  return scope
}

const operationBlock = (path: string, method: string, operation: OpenApiOperation): string => {
  const scope = scopeOf(operation)
  const body = operation.requestBody === undefined ? '' : `<p>Body</p>${json(operation.requestBody.content)}`
  return (
    `<details id="${escaped(operation.operationId)}"><summary><code>${method.toUpperCase()} /api${escaped(path)}</code> ` +
    `${escaped(operation.summary)}</summary><p>Scope: <code>${escaped(scope)}</code></p>` +
    `${parametersTable(operation)}${body}${answersOf(operation)}</details>`
  )
}

const tagSection = (document: OpenApi, tag: string): string => {
  const blocks = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => operationBlock(path, method, operation)),
  )
  return `<h2>${escaped(tag)}</h2>${blocks.join('\n')}`
}

const errorRows = Object.entries(ERRORS)
  .map(
    ([code, [status, title]]) => `<tr><td>${status}</td><td><code>${code}</code></td><td>${escaped(title)}</td></tr>`,
  )
  .join('')

/** One static page without scripts and without anything from elsewhere. */
export const docsPage = (document: OpenApi): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(document.info.title)} API</title><style>${STYLE}</style></head><body>
<h1>${escaped(document.info.title)} API ${escaped(document.info.version)}</h1>
<p>A request carries <code>Authorization: Bearer KEY</code>, or the session of a person. The machine-readable form is <a href="openapi.json">openapi.json</a>.</p>
${document.tags.map(({ name }) => tagSection(document, name)).join('\n')}
<h2>Shared schemas</h2>
${Object.entries(document.components.schemas)
  .map(([name, schema]) => `<details><summary><code>${escaped(name)}</code></summary>${json(schema)}</details>`)
  .join('\n')}
<h2>Errors</h2><table><tr><th>Status</th><th>code</th><th>Title</th></tr>${errorRows}</table>
</body></html>
`
