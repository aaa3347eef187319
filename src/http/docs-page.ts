import { createHash } from 'node:crypto'
import { ERRORS } from '../core/error.ts'
import { code, escaped, exampleOf, prose, rowsTable, schemaBlock } from './docs-schema.ts'
import { DOCS_STYLE } from './docs-style.ts'
import type { OpenApi, OpenApiOperation } from './openapi.ts'
import type { JsonSchema } from './openapi-schemas.ts'

/** The one style is allowed by its hash; scripts, frames, forms and foreign sources are not. */
export const docsPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(DOCS_STYLE).digest('base64')}'`,
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

interface Placed {
  path: string
  method: string
  operation: OpenApiOperation
}

const placedUnder = ({ paths }: OpenApi, tag: string): Placed[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )

const indexOf = (document: OpenApi): string => {
  const groups = document.tags.map(({ name }) => {
    const links = placedUnder(document, name).map(
      ({ path, method, operation }) =>
        `<li><a href="#${escaped(operation.operationId)}">${method} ${escaped(path)}</a></li>`,
    )
    return `<details open><summary>${escaped(name)}</summary><ul>${links.join('')}</ul></details>`
  })
  const last = '<ul><li><a href="#schemas">Shared schemas</a></li><li><a href="#errors">Errors</a></li></ul>'
  return `<nav aria-label="Operations">${groups.join('\n')}${last}</nav>`
}

const scopeOf = ({ security }: OpenApiOperation): string => {
  const [first] = security
  if (first === undefined) return 'Anybody may ask.'
  const [scope] = first.apiKey ?? []
  return scope === undefined ? 'Any key or session.' : `Scope ${code(scope)}.`
}

const schemaIn = ({ content }: JsonSchema): JsonSchema | undefined =>
  (content as Record<string, { schema?: JsonSchema }> | undefined)?.['application/json']?.schema

/** How the request goes out by curl; a body has what it needs and no more. */
const curlOf = ({ path, method, operation }: Placed): string => {
  const lines = [`curl${method === 'GET' ? '' : ` -X ${method}`} "$PENCHEFF_URL/api${path}"`]
  if (operation.security.length > 0) lines.push(`-H "Authorization: Bearer $PENCHEFF_API_KEY"`)
  const body = operation.requestBody && schemaIn(operation.requestBody)
  if (body) lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(exampleOf(body))}'`)
  else if (operation.requestBody) lines.push('--data-binary @FILE')
  return `<pre>${escaped(lines.join(' \\\n  '))}</pre>`
}

const bodyBlock = ({ requestBody }: OpenApiOperation): string => {
  if (requestBody === undefined) return ''
  const schema = schemaIn(requestBody)
  return `<h4>Body</h4>${schema ? schemaBlock(schema) : '<p>A file as it is, of any media type.</p>'}`
}

const answersOf = ({ responses }: OpenApiOperation): string =>
  Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, response]) => {
      const schema = schemaIn(response)
      return `<h4>Answer ${status}</h4>${schema ? schemaBlock(schema) : '<p>Without content.</p>'}`
    })
    .join('')

const operationBlock = (placed: Placed): string => {
  const { path, method, operation } = placed
  const { parameters } = operation
  return (
    `<article><h3 id="${escaped(operation.operationId)}">${code(`${method} /api${path}`)}</h3>` +
    `<p>${prose(operation.summary)}. <span class="soft">${scopeOf(operation)}</span></p>${curlOf(placed)}` +
    (parameters.length === 0 ? '' : `<h4>Parameters</h4>${rowsTable('Name', parameters)}`) +
    `${bodyBlock(operation)}${answersOf(operation)}</article>`
  )
}

const tagSection = (document: OpenApi, tag: string): string =>
  `<h2>${escaped(tag)}</h2>${placedUnder(document, tag).map(operationBlock).join('\n')}`

const schemasSection = ({ components }: OpenApi): string => {
  const blocks = Object.entries(components.schemas).map(
    ([name, schema]) => `<h3 id="schema-${escaped(name)}">${code(name)}</h3>${schemaBlock(schema)}`,
  )
  return `<h2 id="schemas">Shared schemas</h2>${blocks.join('\n')}`
}

const errorRows = Object.entries(ERRORS)
  .map(([name, [status, title]]) => `<tr><td>${code(name)}</td><td>${status}: ${escaped(title)}</td></tr>`)
  .join('')

/** One static page without scripts and without anything from elsewhere. */
export const docsPage = (document: OpenApi): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(document.info.title)} API</title><style>${DOCS_STYLE}</style></head><body>
${indexOf(document)}
<main><h1>${escaped(document.info.title)} API ${escaped(document.info.version)}</h1>
<p>${prose(document.info.description)}</p>
<p>The machine-readable form is <a href="openapi.json">openapi.json</a>.</p>
${document.tags.map(({ name }) => tagSection(document, name)).join('\n')}
${schemasSection(document)}
<h2 id="errors">Errors</h2><table><thead><tr><th>Code</th><th>Status and title</th></tr></thead><tbody>${errorRows}</tbody></table>
</main></body></html>
`
