import adfSchema from '@atlaskit/adf-schema/json-schema/v1/full.json' with { type: 'json' }
import AjvDraft04 from 'ajv-draft-04'
import { faultsOf, isOwnLink, shown } from './checker.ts'
import { listAt, objectAt, objectsIn, textAt } from './json.ts'

/** Atlassian's own schema of documents, which is of draft 4. */
const isAdf = new AjvDraft04.default({ strict: false }).compile(adfSchema)

/** What Atlassian's schema refuses. */
export const adfFaults = (document: unknown): string[] =>
  faultsOf((report) => {
    isAdf(document)
    for (const { instancePath, message = '' } of (isAdf.errors ?? []).slice(0, 5)) report(`${instancePath} ${message}`)
    if (listAt(objectsIn(document)[0], 'content').length === 0) report('the document is empty')
  })

/** Nodes that only show their text; the schema knows mentions, cards, media and extensions too. */
const INERT = new Set([
  'doc',
  'panel',
  'heading',
  'paragraph',
  'bulletList',
  'listItem',
  'codeBlock',
  'text',
  'hardBreak',
  'rule',
])
const MARKS = new Set(['strong', 'code', 'strike', 'em', 'link'])

/** What is live in a document: `javascript:` passes the schema. */
export const liveAdf = (document: unknown): string[] =>
  faultsOf((report) => {
    for (const node of objectsIn(document)) {
      const type = textAt(node, 'type')
      if (type === undefined) continue
      const href = textAt(objectAt(node, 'attrs'), 'href')
      if (href !== undefined && !isOwnLink(href)) report(`a ${type} leads to ${shown(href)}`)
      if (!INERT.has(type) && !MARKS.has(type)) report(`the document has a ${type}`)
    }
  })
