import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { AppError } from '../core/error.ts'
import type { ReportSource } from './report.ts'

/** 256 KiB a read: 64 KiB took a tenth longer for a 150 MB file. */
const CHUNK_BYTES = 256 * 1024
const HEAD_BYTES = 64 * 1024

/** A report in memory. */
export const bytesSource = (content: string | Uint8Array): ReportSource => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  return { size: bytes.byteLength, open: () => Readable.from(chunksOf(bytes)) }
}

/** A report in a file. Rejects as `stat` does. */
export const fileSource = async (path: string): Promise<ReportSource> => ({
  size: (await stat(path)).size,
  open: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
})

function* chunksOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
}

/** A stream's chunks are typed `any`; without an encoding they are bytes. */
const chunksFrom = (source: ReportSource): AsyncIterable<Uint8Array> => source.open()

/** The text of a report, its byte order mark dropped. Throws `body_not_utf8`. */
export async function* readText(source: ReportSource): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of chunksFrom(source)) yield decode(decoder, chunk)
  yield decode(decoder)
}

/** Some write blanks in front of an XML declaration or a CSV header, where they may not be; `onSkip` gets their lines. */
export async function* withoutLeadingBlanks(
  texts: AsyncIterable<string>,
  onSkip: (lines: number) => void,
): AsyncGenerator<string> {
  let skipped = 0
  let isStart = true
  for await (const text of texts) {
    const rest = isStart ? text.trimStart() : text
    if (isStart) skipped += text.slice(0, text.length - rest.length).split('\n').length - 1
    if (rest === '') continue
    if (isStart) onSkip(skipped)
    isStart = false
    yield rest
  }
}

/** The first 64 KiB; a character that the cut splits is left out. Throws `body_not_utf8`. */
export const readHead = async (source: ReportSource): Promise<string> => {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let head = ''
  let left = HEAD_BYTES
  for await (const bytes of chunksFrom(source)) {
    head += decode(decoder, bytes.subarray(0, left))
    left -= bytes.byteLength
    if (left <= 0) break
  }
  if (left > 0) head += decode(decoder)
  // UTF-16 and UTF-32 of plain letters without a mark are valid UTF-8 full of NULs.
  if (/^\0|^[^\0]\0/.test(head)) throw notUtf8()
  return head
}

const decode = (decoder: InstanceType<typeof TextDecoder>, bytes?: Uint8Array): string => {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode()
  } catch {
    throw notUtf8()
  }
}

const notUtf8 = () =>
  new AppError('body_not_utf8', 'The report is not UTF-8: convert it, with or without byte order mark')
