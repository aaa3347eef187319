import type { Client } from './client.ts'
import { answer } from './problem.ts'
import type { Completion, operations } from './schema.ts'

type ReportQuery = NonNullable<operations['completeScanWithReport']['parameters']['query']>

/**
 * Ends a scan with what a scanner wrote: a text, a `Blob` (as `fs.openAsBlob` gives), bytes or a stream of them. It is sent
 * once: a stream cannot be sent again. Throws `ProblemError`.
 */
export const sendReport = (
  client: Client,
  scanId: string,
  report: string | Blob | Uint8Array | ReadableStream<Uint8Array>,
  query: ReportQuery = {},
): Promise<Completion> =>
  answer(
    client.POST('/scans/{id}/report', {
      params: { path: { id: scanId }, query },
      body: report,
      bodySerializer: (body) => body,
      headers: { 'content-type': 'application/octet-stream' },
      // What fetch asks for with a body that streams.
      duplex: 'half',
    }),
  )
