import { applyOperations } from './apply-integrations.ts'
import { deliveryOperations } from './deliveries.ts'
import { eventOperations } from './events.ts'
import { findingOperations } from './findings.ts'
import { integrationKindOperations } from './integration-kinds.ts'
import { integrationOperations } from './integrations.ts'
import { keyOperations } from './keys.ts'
import type { Operation } from './operation.ts'
import { previewOperations } from './preview-integration.ts'
import { reportOperations } from './reports.ts'
import { scanOperations } from './scans.ts'
import { targetOperations } from './targets.ts'
import { testOperations } from './test-integration.ts'
import { workspaceOperations } from './workspaces.ts'

/** Everything that the service can do, in the order of its documentation. */
export const operations: Operation[] = [
  ...targetOperations,
  ...scanOperations,
  ...reportOperations,
  ...findingOperations,
  ...integrationKindOperations,
  ...integrationOperations,
  ...applyOperations,
  ...testOperations,
  ...previewOperations,
  ...eventOperations,
  ...deliveryOperations,
  ...keyOperations,
  ...workspaceOperations,
]
