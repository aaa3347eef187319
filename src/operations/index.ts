import { applyOperations } from './apply-integrations.ts'
import { auditOperations } from './audit.ts'
import { deliveryOperations } from './deliveries.ts'
import { dryRunOperations } from './dry-run.ts'
import { eventOperations } from './events.ts'
import { findingDryRunOperations } from './finding-dry-run.ts'
import { findingOperations } from './findings.ts'
import { integrationKindOperations } from './integration-kinds.ts'
import { integrationOperations } from './integrations.ts'
import { keyOperations } from './keys.ts'
import { oidcOperations } from './oidc.ts'
import type { Operation } from './operation.ts'
import { overviewOperations } from './overview.ts'
import { previewOperations } from './preview-integration.ts'
import { kindPreviewOperations } from './preview-kind.ts'
import { reachOperations } from './reach-integration.ts'
import { reportOperations } from './reports.ts'
import { retentionOperations } from './retention.ts'
import { scanOperations } from './scans.ts'
import { sessionOperations } from './session.ts'
import { setUpOperations } from './set-up.ts'
import { streamOperations } from './stream.ts'
import { targetOperations } from './targets.ts'
import { testOperations } from './test-integration.ts'
import { userOperations } from './users.ts'
import { vaultOperations } from './vault-keys.ts'
import { workspaceOperations } from './workspaces.ts'

/** Everything that the service can do, in the order of its documentation. */
export const operations: Operation[] = [
  ...targetOperations,
  ...scanOperations,
  ...reportOperations,
  ...findingOperations,
  ...findingDryRunOperations,
  ...integrationKindOperations,
  ...kindPreviewOperations,
  ...integrationOperations,
  ...applyOperations,
  ...testOperations,
  ...reachOperations,
  ...previewOperations,
  ...dryRunOperations,
  ...eventOperations,
  ...deliveryOperations,
  ...overviewOperations,
  ...streamOperations,
  ...keyOperations,
  ...userOperations,
  ...sessionOperations,
  ...setUpOperations,
  ...oidcOperations,
  ...retentionOperations,
  ...workspaceOperations,
  ...vaultOperations,
  ...auditOperations,
]
