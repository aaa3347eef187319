import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readFindings } from '../../test/read-report.ts'
import { optionsOf, sampleNames, SAMPLES } from '../../test/samples.ts'
import { AppError } from '../core/error.ts'
import { findingInput } from '../core/finding.ts'
import { reportFormats, reportHead } from './index.ts'

/** All but those of which every case would take long. */
const samples = sampleNames
  .map((name) => {
    const text = readFileSync(join(SAMPLES, name), 'utf8')
    const head = reportHead(text.slice(0, 65_536))
    return { name, text, format: reportFormats.find((one) => one.detect(head, optionsOf(name)))?.format ?? '' }
  })
  .filter(({ text }) => text.length < 60_000)
const ofKind = (pattern: RegExp) => samples.filter(({ name }) => pattern.test(name))

/** Either valid findings, or one refusal that has words and quotes nothing. */
const readsOrRefuses = async (text: string, format: string, options = {}): Promise<void> => {
  const findings = await readFindings(text, format, options).catch((error: unknown) => {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'invalid_report', status: 422 })
    expect(String(error)).not.toContain(SECRET)
    return []
  })
  for (const { suppressed: _, ...finding } of findings) expect(findingInput.safeParse(finding).error).toBeUndefined()
}

const SECRET = 'hunter2-hunter2'
/** Written as it stands, as no value of JavaScript prints like this. */
const WRITTEN = ['1e400', '-1e400', '"\\ud800"', `${'['.repeat(900)}${']'.repeat(900)}`, '{"__proto__": {"a": 1}}']
const MARK = '@@written@@'

const hostile = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, '', ' ', [], {}, [[]], [null], [{}], { a: [1] }, '\0', SECRET),
  fc.constant('x'.repeat(120_000)),
  fc.constant([SECRET, 7, null]),
  fc.jsonValue(),
)

/** The places of all values below the root. */
const placesOf = (value: unknown, at: (string | number)[] = []): (string | number)[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...at, key], ...placesOf(inner, [...at, key])])
    : []

const replaced = (value: unknown, [key, ...rest]: (string | number)[], by: unknown): unknown => {
  if (key === undefined) return by
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) }
  const held = copy as Record<string, unknown>
  held[key] = replaced(held[key], rest, by)
  return copy
}

test.each(ofKind(/\.(?:json|sarif|jsonl)$/))('$name with any value in any place', async ({ name, text, format }) => {
  const documents: unknown[] = (name.endsWith('l') ? text.trim().split('\n') : [text]).map((one): unknown =>
    JSON.parse(one),
  )
  const places = documents.flatMap((document, n) => placesOf(document).map((place) => ({ n, place })))
  await fc.assert(
    fc.asyncProperty(
      fc.nat(places.length - 1),
      hostile,
      fc.option(fc.constantFrom(...WRITTEN)),
      async (at, value, written) => {
        const { n, place } = places[at]!
        const changed = documents.with(n, replaced(documents[n], place, written === null ? value : MARK))
        const lines = changed.map((one) => JSON.stringify(one).replace(`"${MARK}"`, () => written ?? ''))
        await readsOrRefuses(lines.join('\n'), format)
      },
    ),
    { numRuns: 30 },
  )
})

test.each(ofKind(/\.(?:xml|csv)$/))('$name with anything in place of any part', async ({ name, text, format }) => {
  const parts = fc.constantFrom('<', '&', '&xxe;', ']]>', '<!--', '"', '\n', ',', '\0', '</issue>', '<a><b/>', SECRET)
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 10, max: text.length }), fc.nat(40), parts, async (at, length, part) => {
      await readsOrRefuses(text.slice(0, at) + part + text.slice(at + length), format, optionsOf(name))
    }),
    { numRuns: 80 },
  )
})

test.each(samples)('$format of a document of another kind is refused: $name', async ({ format }) => {
  for (const text of ['{}', '[1]', '[[]]', '{"results": 7}', '7', '"a"', '<a/>', '{"runs": {}}', 'a,b\n1,2'])
    await expect(readFindings(text, format)).rejects.toMatchObject({ code: 'invalid_report', status: 422 })
})

test('of a key that stands twice the last value counts, as JSON.parse has it', async () => {
  const text =
    '{"generated_at": "", "metrics": {}, "errors": [], "results": [], "results": [{"test_id": "B1", "test_id": "B2", "filename": "a.py"}]}'
  expect(await readFindings(text)).toMatchObject([{ rule_id: 'B2' }])
})
