import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import type { Page } from '../api/queries.ts'
import type { VaultKey } from '../api/schemas.ts'

export type { VaultKey } from '../api/schemas.ts'

export const VAULT_KEYS = '/vault/keys'

const WATCH_MS = 500

/** The keys that seal credentials; `isMoving` while a rotation goes on. */
export const vaultKeys = (isMoving: boolean) =>
  queryOptions({
    queryKey: [VAULT_KEYS],
    refetchInterval: isMoving ? WATCH_MS : false,
    queryFn: async ({ signal }) => (await api.get<Page<VaultKey>>(VAULT_KEYS, undefined, signal)).items,
  })
