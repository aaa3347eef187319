import { z } from 'zod'
import { keyStatus, rotateKeys } from './key-rotation.ts'
import { defineOperation, type Operation } from './operation.ts'
import { pageOf } from './page-query.ts'

const vaultKey = z
  .object({
    kid: z.string().describe('A short hash of the key; empty for rows that are older than key names.'),
    role: z
      .enum(['encrypts', 'decrypts', 'unnamed', 'missing'])
      .describe('`unnamed`: rows older than key names; `missing`: rows that no given key opens.'),
    rows: z.record(z.string(), z.int()).describe('Rows sealed with it, by table.'),
    total: z.int(),
  })
  .meta({ id: 'VaultKey' })

const list = defineOperation({
  name: 'listVaultKeys',
  method: 'GET',
  path: '/vault/keys',
  scope: 'instance',
  tag: 'vault',
  summary: 'Lists the encryption keys by name, and how many rows are sealed with each',
  status: 200,
  output: pageOf(vaultKey),
  run: async (_input, { services }) => ({ items: await keyStatus(services.db, services.ring), next_cursor: null }),
})

const rotate = defineOperation({
  name: 'rotateVaultKeys',
  method: 'POST',
  path: '/vault/rotate',
  scope: 'instance',
  tag: 'vault',
  summary: 'Seals every row anew with the first key, while deliveries go on; may be repeated at any time',
  status: 200,
  output: z.object({ moved: z.int(), keys: z.array(vaultKey) }).meta({ id: 'VaultRotation' }),
  run: async (_input, { services: { db, ring } }) => ({
    moved: await rotateKeys(db, ring),
    keys: await keyStatus(db, ring),
  }),
})

export const vaultOperations: Operation[] = [list, rotate]
