import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'
import type { Page } from './queries.ts'

export const ROLES = ['owner', 'admin', 'analyst', 'viewer'] as const
export type Role = (typeof ROLES)[number]

export const ROLE_TITLES: Record<Role, string> = {
  owner: 'Owner: everything',
  admin: 'Admin: everything but owners',
  analyst: 'Analyst: scans, triages, replays',
  viewer: 'Viewer: sees, changes nothing',
}

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value)

/** Somebody who can sign in. */
export interface Person {
  id: string
  email: string
  name: string
  role: Role
  /** False until they have used their link. */
  has_password: boolean
  created_at: string
  last_signed_in_at: string | null
}

/** With the one-time link to choose a password, which is told this once. */
export interface PersonWithLink extends Person {
  link: string
  link_expires_at: string
}

export const people = () =>
  queryOptions({
    queryKey: ['/users'],
    queryFn: async ({ signal }) => (await api.get<Page<Person>>('/users', { limit: 200 }, signal)).items,
  })

/** Whether people can sign in through a provider; a service that does not know of it has none. */
export const singleSignOn = () =>
  queryOptions({
    queryKey: ['/oidc'],
    staleTime: Infinity,
    queryFn: async () => (await api.get<{ enabled: boolean }>('/oidc').catch(() => ({ enabled: false }))).enabled,
  })
