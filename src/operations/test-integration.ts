import { z } from 'zod'
import { AppError } from '../core/error.ts'
import { newId } from '../core/id.ts'
import { isDone } from '../core/outcome.ts'
import { sendTest } from '../delivery/attempt.ts'
import { type OpenIntegration, openIntegration } from '../delivery/open-integration.ts'
import { findIntegration, type IntegrationRow } from '../store/integrations.ts'
import { noteTest } from '../store/test-times.ts'
import { CredentialUnusable } from '../vault/envelope.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { defineOperation, type Operation } from './operation.ts'
import { byId } from './page-query.ts'
import type { Services } from './services.ts'

export const testResult = z
  .object({
    ok: z.boolean(),
    status: z.int().nullable().describe('The HTTP status; null when nothing answered.'),
    duration_ms: z.int(),
    detail: z.string().optional().describe('What the destination said, or what to mend.'),
    external_url: z.string().optional(),
  })
  .meta({ id: 'TestResult' })
type TestResult = z.output<typeof testResult>

const UNUSABLE: TestResult = {
  ok: false,
  status: null,
  duration_ms: 0,
  detail: 'credential_unusable: enter the credentials again',
}

const openOrNot = (row: IntegrationRow, ring: KeyRing): OpenIntegration | undefined => {
  try {
    return openIntegration(row, ring)
  } catch (error) {
    if (error instanceof CredentialUnusable) return undefined
    throw error
  }
}

const TESTS_A_MINUTE = 10

/** Past the wall, and so apart from what else the operation does: other tests need not wait for this one's answer. */
const spendTest = async ({ db }: Services, workspaceId: string): Promise<void> => {
  const seconds = await noteTest(db.pastWall, workspaceId, TESTS_A_MINUTE)
  if (seconds === undefined) return
  throw new AppError(
    'rate_limited',
    `A workspace may send ${String(TESTS_A_MINUTE)} tests a minute. Try again later.`,
    { headers: { 'retry-after': String(seconds) } },
  )
}

const testIntegration = defineOperation({
  name: 'testIntegration',
  method: 'POST',
  path: '/integrations/:id/test',
  scope: 'integrations:write',
  tag: 'integrations',
  summary: 'Sends the test message at once, also where the integration is disabled',
  params: byId,
  status: 200,
  output: testResult,
  errors: ['rate_limited'],
  run: async ({ params }, { caller, services }): Promise<TestResult> => {
    const row = await findIntegration(services.db, caller.workspaceId, params.id)
    if (!row) throw new AppError('not_found')
    await spendTest(services, caller.workspaceId)
    const open = openOrNot(row, services.ring)
    if (!open) return UNUSABLE
    const { status, durationMs, result } = await sendTest(services.sender, open.destination, open.config, newId())
    const external = isDone(result) ? result.external?.url : undefined
    return {
      ok: isDone(result),
      status,
      duration_ms: durationMs,
      ...(result.detail !== undefined && { detail: result.detail }),
      ...(external !== undefined && { external_url: external }),
    }
  },
})

export const testOperations: Operation[] = [testIntegration]
