import { z } from 'zod'
import { name } from '../core/name.ts'
import { SEVERITIES } from '../core/severity.ts'
import type { Destination, Kind } from '../destinations/destination.ts'

/** Findings of one export. */
export const MAX_EXPORT = 1000

/** What an export to a kind takes; its configuration is the one that the API takes. */
export const exportInput = (destination: Destination) =>
  z.strictObject({
    integration: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('The id or name of a stored integration of this kind. Give this or config. Needs deliveries:write.'),
    config: destination.config
      .optional()
      .describe('Where to send, instead of a stored integration; not kept. Needs integrations:write.'),
    save_as: name.optional().describe('Stores config as an integration of this name, which future events go to too.'),
    scan_id: z
      .uuid()
      .optional()
      .describe('Exports the open findings of a scan that nobody suppressed. Give this or finding_ids.'),
    finding_ids: z.array(z.uuid()).min(1).max(MAX_EXPORT).optional().describe('Exports these findings.'),
    severity_filter: z
      .enum(SEVERITIES)
      .optional()
      .describe('Only findings at or above it; all when left out. Kept with save_as.'),
  })

export type ExportInput = z.output<ReturnType<typeof exportInput>> & { kind: Kind }

/** `skipped`: nothing was sent, and `detail` says why. The others are those of an attempt. */
export const EXPORT_OUTCOMES = ['delivered', 'accepted', 'retry', 'rejected', 'skipped'] as const

export const exportResult = z.object({
  finding_id: z.uuid(),
  outcome: z
    .enum(EXPORT_OUTCOMES)
    .describe('accepted: the vendor queued it. retry: it may work later; it is not tried again by itself.'),
  status: z.int().nullable().describe('The HTTP status; null when nothing answered or nothing was sent.'),
  detail: z.string().nullable().describe('What the destination said, or why nothing was sent.'),
  external_url: z.string().optional().describe('The ticket, page or thread.'),
  delivery_id: z.uuid().optional().describe('The delivery on record.'),
})
export type ExportResult = z.output<typeof exportResult>
