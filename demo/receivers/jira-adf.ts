import { createRequire } from 'node:module'
import ajvDraft04 from 'ajv-draft-04'
import type { ValidateFunction } from 'ajv'
import { isObject, type JsonObject } from './json.ts'

// Atlassian publishes its document schema in draft-04, which ajv reads only through this package.
const SCHEMA = '@atlaskit/adf-schema/dist/json-schema/v1/full.json'
// Jira Cloud: 32,767 characters a description or comment. How a document is counted is not published, so all of its JSON counts here.
const MAX_LENGTH = 32_767

let compiled: ValidateFunction | undefined
/** Compiled on first use: it takes 0.3 s. */
const validator = (): ValidateFunction => {
  compiled ??= new ajvDraft04.default({ strict: false }).compile(createRequire(import.meta.url)(SCHEMA))
  return compiled
}

function* nodes(value: unknown): Generator<JsonObject> {
  if (!isObject(value)) return
  yield value
  for (const key of ['content', 'marks']) {
    const children = value[key]
    if (Array.isArray(children)) for (const child of children as unknown[]) yield* nodes(child)
  }
}

const hrefOf = (node: JsonObject): unknown => (isObject(node.attrs) ? node.attrs.href : undefined)

/** Why Jira would refuse it as a document: `not_a_document`, `invalid` or `too_long`. */
export const adfError = (
  value: unknown,
): { kind: 'not_a_document' | 'invalid' | 'too_long'; detail: string } | undefined => {
  if (!isObject(value) || value.type !== 'doc')
    return {
      kind: 'not_a_document',
      detail: `${isObject(value) ? 'an object' : typeof value} is not an Atlassian document`,
    }
  const validate = validator()
  if (!validate(value)) {
    const deepest = validate.errors?.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0]
    return { kind: 'invalid', detail: `not valid at ${deepest?.instancePath ?? ''}: ${deepest?.message ?? ''}` }
  }
  const { length } = JSON.stringify(value)
  return length > MAX_LENGTH
    ? { kind: 'too_long', detail: `${String(length)} characters, ${String(MAX_LENGTH)} fit` }
    : undefined
}

/** What Jira takes, but should not be made from a scanner's text: live mentions and links that run code. */
export const adfWarning = (value: unknown): string | undefined => {
  for (const node of nodes(value)) {
    const { type } = node
    if (type === 'mention' || type === 'inlineCard' || type === 'blockCard') return `live ${type} in the document`
    if (type === 'link' && !/^(?:https?|mailto):/i.test(String(hrefOf(node))))
      return 'a link that is neither http nor https'
  }
  return undefined
}

/** Its text, one line a block. */
export const adfText = (value: unknown): string => {
  if (!isObject(value)) return ''
  const { type, text, content } = value
  if (type === 'text') return String(text)
  if (type === 'hardBreak') return '\n'
  const children = Array.isArray(content) ? (content as unknown[]).map(adfText) : []
  return children.join(type === 'paragraph' || type === 'heading' || type === 'codeBlock' ? '' : '\n')
}
