import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { completeScan } from '../findings/scan-lifecycle.ts'
import { readReport, reportFormats } from '../reports/index.ts'
import { settled } from '../reports/settled.ts'
import { fileSource } from '../reports/source.ts'
import { sparingHeap } from '../reports/sparing-heap.ts'
import { ledgerOf } from './ledger.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId, pageOf } from './page-query.ts'
import { completion, COVERAGES } from './scans.ts'

const GIB = 1024 * 1024 * 1024

interface Spooled {
  folder: string
  path: string
  /** SHA-256 of the bytes. */
  hash: Buffer
}

/** Keeps a body in a file, in a folder of its own, while `use` runs: it is read more than once, and no transaction waits for a slow sender. */
const spooled = async <Result>(body: Readable, use: (spool: Spooled) => Promise<Result>): Promise<Result> => {
  const folder = await mkdtemp(join(tmpdir(), 'pencheff-report-'))
  try {
    const path = join(folder, 'report')
    const hash = createHash('sha256')
    const hashing = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        hash.update(chunk)
        done(null, chunk)
      },
    })
    await pipeline(body, hashing, createWriteStream(path, { mode: 0o600 }))
    return await use({ folder, path, hash: hash.digest() })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const formatNames = ['auto', ...reportFormats.map(({ format }) => format)]

const upload = defineOperation({
  name: 'completeScanWithReport',
  method: 'POST',
  path: '/scans/:id/report',
  scope: 'scans:write',
  tag: 'scans',
  summary: "Ends a scan with a scanner's own report, of any media type; then as completeScan",
  params: byId,
  query: z.object({
    format: z.enum(formatNames).default('auto').describe('One of GET /report-formats, or judged by content.'),
    columns: z
      .string()
      .max(2000)
      .optional()
      .describe('Which column of a CSV file is what: `title:Name,severity:Risk`. Without it, by the header names.'),
    coverage: z.enum(COVERAGES).default('partial').describe('`full`: findings that are missing here are fixed.'),
  }),
  rawBody: true,
  bodyLimit: GIB,
  status: 200,
  output: completion,
  errors: ['scan_already_ended', 'unknown_format', 'invalid_report', 'body_not_utf8'],
  run: ({ params, query, stream }, { caller, services }) =>
    spooled(stream, async ({ folder, path, hash }) => {
      const source = await fileSource(path)
      return sparingHeap(source.size, async () => {
        const { batches } = await readReport(source, query.format, { columns: query.columns })
        return completeScan(ledgerOf(services), caller.workspaceId, params.id, {
          grade: null,
          score: null,
          coverage: query.coverage,
          findings: await settled(batches, source.size, join(folder, 'findings')),
          body: Buffer.concat([hash, Buffer.from(query.coverage), Buffer.from(query.columns ?? '')]),
        })
      })
    }),
})

const formats = defineOperation({
  name: 'listReportFormats',
  method: 'GET',
  path: '/report-formats',
  scope: 'scans:read',
  tag: 'scans',
  summary: 'Lists the report formats that are read',
  status: 200,
  output: pageOf(
    z.object({ format: z.string(), title: z.string(), media_types: z.array(z.string()) }).meta({ id: 'ReportFormat' }),
  ),
  run: () =>
    Promise.resolve({
      items: reportFormats.map(({ format, title, mediaTypes }) => ({ format, title, media_types: mediaTypes })),
      next_cursor: null,
    }),
})

export const reportOperations: Operation[] = [upload, formats]
