import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ReportFinding } from '../src/core/finding.ts'
import { fileSource } from '../src/reports/source.ts'
import { readFindings } from './read-report.ts'

export const SAMPLES = join(import.meta.dirname, '../samples')

/** Every report in samples/. */
export const sampleNames = readdirSync(SAMPLES, { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'README.md')
  .map(({ name }) => name)
  .sort()

/** The columns of CSV reports whose headers do not tell by themselves, as `columns` takes them. */
const COLUMNS: Readonly<Record<string, string>> = {
  'bandit-requests.csv':
    'title:issue_text,severity:issue_severity,cwe_id:issue_cwe,rule_id:test_id,path:filename,start_line:line_number,references:more_info',
  'wapiti.csv': 'title:category,severity:level,description:description,endpoint:url,parameter:parameter',
}

export const optionsOf = (name: string): { columns?: string } => {
  const columns = COLUMNS[name]
  return columns === undefined ? {} : { columns }
}

export const readSample = async (name: string): Promise<ReportFinding[]> =>
  readFindings(await fileSource(join(SAMPLES, name)), 'auto', optionsOf(name))
