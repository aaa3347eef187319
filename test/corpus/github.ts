import { Ajv } from 'ajv'
import schemas from '../../src/destinations/fixtures/github-requests.json' with { type: 'json' }
import { faultsOf, reportCharacters, reportLength, type Checker, type Report } from './checker.ts'
import { liveGithubMarkdown, liveGithubText } from './github-markdown.ts'
import { bodyOf, stringsIn, textAt, type Json } from './json.ts'

/** OpenAPI 3.0 writes `nullable` beside a type, or beside `oneOf` without one, which JSON Schema has no word for. */
const toJsonSchema = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(toJsonSchema)
  if (typeof schema !== 'object' || schema === null) return schema
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, unknown] => [key, toJsonSchema(value)]),
  )
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest
}

const ajv = new Ajv({ strict: false })
/** GitHub's own request schemas. */
export const isIssue = ajv.compile(toJsonSchema(schemas['POST /repos/{owner}/{repo}/issues']) as object)
export const isComment = ajv.compile(
  toJsonSchema(schemas['POST /repos/{owner}/{repo}/issues/{issue_number}/comments']) as object,
)

const reportLabels = (report: Report, body: Json): void => {
  const labels = Array.isArray(body.labels) ? body.labels : []
  if (labels.length > 100) report(`there are ${labels.length} labels of 100`)
  for (const label of labels) {
    reportLength(report, 'a label', String(label), 50)
    if (/[,\n]/.test(String(label))) report('a label has a comma or a second line')
  }
}

const limits: Checker['limits'] = (request) =>
  faultsOf((report) => {
    const body = bodyOf(request)
    const isNew = request.url.endsWith('/issues')
    const valid = isNew ? isIssue : isComment
    valid(body)
    for (const { instancePath, message = '' } of valid.errors ?? []) report(`${instancePath} ${message}`)
    const known = isNew ? ['title', 'body', 'labels'] : ['body']
    for (const key of Object.keys(body)) if (!known.includes(key)) report(`${key} is not ours to set`)
    // The schemas know no lengths: github/docs names 65,536 for a body, 256 for a title.
    reportLength(report, 'the body', textAt(body, 'body') ?? '', 65_000)
    if (isNew) reportLength(report, 'the title', textAt(body, 'title') ?? '', 256)
    if ((textAt(body, 'title') ?? '').includes('\n')) report('the title has two lines')
    // An answer repeats the body, and 64 KiB of it are read.
    if (Buffer.byteLength(JSON.stringify(body)) > 52_000) report('the answer would not be read whole')
    reportLabels(report, body)
    reportCharacters(report, stringsIn(body))
  })

const live: Checker['live'] = (request) => {
  const body = bodyOf(request)
  return [...liveGithubText(textAt(body, 'title') ?? ''), ...liveGithubMarkdown(textAt(body, 'body') ?? '')]
}

export const githubChecker: Checker = {
  validator: 'the request schemas of GitHub’s OpenAPI document, run by `ajv`; lengths; `micromark` for what is live',
  limits,
  live,
}
