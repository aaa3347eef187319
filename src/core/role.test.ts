import { describe, expect, it } from 'vitest'
import { SCOPES } from './caller.ts'
import { ROLES, scopesOf } from './role.ts'

describe('the roles', () => {
  it('each hold all that the next one holds, and more', () => {
    for (const [at, role] of ROLES.slice(1).entries()) {
      const mightier = new Set(scopesOf(ROLES[at] ?? role))
      expect(scopesOf(role).filter((scope) => !mightier.has(scope))).toEqual([])
      expect(mightier.size).toBeGreaterThan(scopesOf(role).length)
    }
  })

  it('end with the owner, who holds every scope, and a viewer, who writes nothing', () => {
    expect([...scopesOf('owner')].toSorted()).toEqual([...SCOPES].toSorted())
    expect(scopesOf('viewer').filter((scope) => !scope.endsWith(':read'))).toEqual([])
  })

  it('leave keys, people and the audit log to owners and admins', () => {
    for (const role of ['analyst', 'viewer'] as const)
      expect(scopesOf(role).filter((scope) => /^(keys|users|owners|audit):/.test(scope))).toEqual([])
  })
})
