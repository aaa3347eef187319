import { findingInput } from '../core/finding.ts'
import type { ReportFinding } from '../core/finding.ts'
import { readJsonRows } from './json.ts'
import type { ParsedRow } from './json.ts'
import { isObject } from './json-value.ts'
import { inBatches, pointerOf, ReportError } from './report.ts'
import type { ReportFormat, ReportSource } from './report.ts'
import { readHead } from './source.ts'

/** Beside the findings, what the body of `complete` may hold; taken, but a report says nothing of grade or coverage. */
const OTHER_KEYS = new Set(['grade', 'score', 'coverage'])

export const native: ReportFormat = {
  format: 'native',
  title: 'Pencheff JSON',
  mediaTypes: ['application/json'],
  detect: ({ text, names }) => {
    if (/^\s*\[\s*\]\s*$/.test(text)) return true
    if (/^\s*\[/.test(text)) return names.has('[].title') && names.has('[].severity')
    const isEmpty = /"findings"\s*:\s*\[\s*(?:\]|$)/.test(text)
    return names.has('findings') && (isEmpty || names.has('findings[].title') || names.has('findings[].severity'))
  },
  read: (source) => inBatches(readFindings(source)),
}

/** Our own format is checked as strictly as the API checks it: a wrong row is the sender's to mend. */
async function* readFindings(source: ReportSource): AsyncGenerator<ReportFinding> {
  const isList = /^\s*\[/.test(await readHead(source))
  const rows = isList ? readJsonRows(source, ['*'], accept) : readJsonRows(source, ['findings', '*'], checkEnvelope)
  for await (const row of rows) yield readFinding(row)
}

const readFinding = ({ keys, value }: ParsedRow): ReportFinding => {
  const parsed = findingInput.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const inside = issue?.path.map((key) => (typeof key === 'symbol' ? '' : key)) ?? []
  throw new ReportError(issue?.message ?? 'not a finding', { path: pointerOf([...keys, ...inside]) })
}

/** The rest of a list says nothing, but it has to be JSON. */
const accept = (): void => undefined

const checkEnvelope = (envelope: unknown): void => {
  if (!isObject(envelope))
    throw new ReportError('an object with findings, or an array of them, is needed', { path: '' })
  if (!Array.isArray(envelope.findings)) throw new ReportError('an array is needed', { path: '/findings' })
  const unknown = Object.keys(envelope).find((key) => key !== 'findings' && !OTHER_KEYS.has(key))
  if (unknown !== undefined) throw new ReportError('this field is not known', { path: pointerOf([unknown]) })
}
