import type { Caller, Operation } from './operation.ts'
import type { AllServices, Services } from './services.ts'

/** What an operation of this scope gets for this caller. */
export const servicesFor = (services: AllServices, { workspaceId }: Caller, scope: Operation['scope']): Services => {
  if (scope === 'instance' || scope === 'none') return services
  return {
    ...services,
    get db() {
      return services.db.forWorkspace(workspaceId)
    },
  }
}
