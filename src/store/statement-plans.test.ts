import { expect, it } from 'vitest'
import { useDatabase } from '../../test/database.ts'
import { CLAIM, DROP } from './deliver-queue.ts'
import { LOAD_DUE } from './deliveries.ts'
import { INSERT_FINDING_EVENTS } from './finding-events.ts'
import { FIND_KNOWN } from './findings.ts'
import { RECORD_CLAIMED } from './record-attempts.ts'

const database = useDatabase()

/** As it is planned once and for all, on tables that are empty: by a worker's connection without sequential scans. */
const planOf = (statement: string): Promise<string> =>
  database.db.transaction(async (tx) => {
    await tx.query('set local enable_seqscan = off')
    const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${statement}`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })

it('finds deliveries that are due by their ids, and those in their way by the events of their findings', async () => {
  const plan = await planOf(LOAD_DUE)
  expect(plan).toMatch(/on deliveries_pkey|using deliveries_pkey/)
  expect(plan).toMatch(/events_by_finding[^\n]*\n\s+Index Cond: \(\(finding_id = /)
  expect(plan).toMatch(/deliveries_once[^\n]*\n\s+Index Cond: \(\(event_id = e\.id\) AND \(integration_id = /)
})

it('records attempts without comparing each with each: no list that comes with the statement is joined with another one', async () => {
  const plan = await planOf(RECORD_CLAIMED)
  // The attempts, and the jobs, of which there are a few.
  expect(plan.match(/Function Scan on/g)).toHaveLength(2)
  expect(plan).not.toMatch(/CTE Scan on u\b/)
})

it.each([
  ['recorded', RECORD_CLAIMED],
  ['dropped', DROP],
])('looks for jobs that are %s among those that are active, and not among all that wait', async (_what, statement) => {
  const plan = await planOf(statement)
  expect(plan).toMatch(/Index Cond: \(\(name = 'deliver'::text\) AND \(state = 'active'/)
  expect(plan).not.toMatch(/Index Cond: \(name = 'deliver'::text\)/)
})

it('looks each fingerprint of a scan up by itself, and not among all findings of its target or workspace', async () => {
  expect(await planOf(FIND_KNOWN)).toMatch(
    /using findings_once on findings own[^\n]*\n\s+Index Cond: \(\(target_id = \$1\) AND \(fingerprint = u\.fingerprint\)\)/,
  )
})

it('takes the findings of new events by their ids, and not all of their workspace', async () => {
  expect(await planOf(INSERT_FINDING_EVENTS)).toMatch(
    /using findings_pkey on findings own[^\n]*\n\s+Index Cond: \(id = u\.finding_id\)/,
  )
})

it('claims new jobs among those of its own transaction, and not among all of the queue', async () => {
  const plan = await planOf(CLAIM)
  expect(plan).toMatch(/Index Cond: \(\(name = 'deliver'::text\) AND \((created_on = |id = ANY)/)
})
