import { z } from 'zod'
import { SEVERITIES } from './severity.ts'

const text = (max: number) => z.string().max(max)

/** `CWE-89`, `cwe-89` and `89` are kept as `CWE-89`. */
const cweId = z.union([z.string(), z.number().int()]).transform((value, context) => {
  const digits = /^(?:cwe-)?0*([1-9]\d{0,5})$/i.exec(String(value).trim())?.[1]
  if (digits) return `CWE-${digits}`
  context.addIssue({ code: 'custom', message: 'give it as CWE-89, cwe-89 or 89' })
  return z.NEVER
})

const httpUrl = z
  .string()
  .max(2048)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'an http or https URL is needed')

/** A finding as a scanner sends it. Lengths are in UTF-16 units. */
export const findingInput = z.strictObject({
  title: text(1000),
  severity: z.enum(SEVERITIES),
  category: text(200).nullish(),
  owasp_category: text(200).nullish(),
  cwe_id: cweId.nullish(),
  cvss_score: z.number().min(0).max(10).nullish(),
  cvss_vector: text(200).nullish(),
  endpoint: text(2048).nullish(),
  parameter: text(200).nullish(),
  description: text(100_000).nullish(),
  remediation: text(100_000).nullish(),
  references: z.array(httpUrl).max(100).optional(),
  evidence: text(100_000).nullish(),
  fingerprint: z.string().min(1).max(512).nullish(),
  rule_id: text(512).nullish(),
  location: z
    .strictObject({
      path: z.string().min(1).max(2048),
      start_line: z.number().int().min(1).max(2_147_483_647).nullish(),
    })
    .nullish(),
})
export type FindingInput = z.output<typeof findingInput>

/** What a report says of one weakness at one place; a suppressed one is stored as such and fires nothing. */
export interface ReportFinding extends FindingInput {
  /** The scanner's own words why it is not to be heeded. */
  suppressed?: string
}
