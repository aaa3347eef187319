import type { Readable } from 'node:stream'
import type { ReportFinding } from '../core/finding.ts'

/** A report's bytes. A format may read them several times, as rules can stand behind the results that name them. */
export interface ReportSource {
  open(): Readable
  /** bytes */
  size: number
}

/** One scanner format: how it is known, and how it becomes findings. */
export interface ReportFormat {
  /** As in `?format=`. */
  format: string
  title: string
  mediaTypes: string[]
  detect(head: ReportHead, options: ReportOptions): boolean
  /** Batches of up to 1,000, one finding a row of the report; repeats are merged by `readReport`. Throws `ReportError`. */
  read(source: ReportSource, options: ReportOptions): AsyncIterable<ReportFinding[]>
}

/** The beginning of a report, by which its format is known. */
export interface ReportHead {
  /** The first 64 KiB; they may end anywhere. */
  text: string
  /** What `jsonNames` finds in a JSON document, or in the first of several. */
  names: ReadonlySet<string>
  /** The name of an XML document's root element. */
  root: string | undefined
}

export interface ReportOptions {
  /** `title:Name,severity:Risk`: which column of a CSV file is what. */
  columns?: string | undefined
}

/** What in a report cannot be read. The message never quotes the report: it may hold secrets. */
export class ReportError extends Error {
  override name = 'ReportError'
  /** From 1. */
  readonly line?: number
  /** A JSON Pointer, such as `/runs/0/results/3`. */
  readonly path?: string
  constructor(reason: string, place: { line?: number | undefined; path?: string | undefined } = {}) {
    super(reason)
    if (place.line !== undefined) this.line = place.line
    // A name out of the report can be of any length.
    if (place.path !== undefined) this.path = place.path.slice(0, 300).toWellFormed()
  }
}

/** A JSON Pointer (RFC 6901) of the keys. */
export const pointerOf = (keys: readonly (string | number)[]): string =>
  keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export const BATCH_SIZE = 1000

/** Gathers single findings into batches. */
export async function* inBatches(
  findings: AsyncIterable<ReportFinding> | Iterable<ReportFinding>,
): AsyncGenerator<ReportFinding[]> {
  let batch: ReportFinding[] = []
  for await (const finding of findings) {
    batch.push(finding)
    if (batch.length < BATCH_SIZE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
