import { afterAll, beforeAll, describe } from 'vitest'
import { describeBadInput } from '../describe-bad-input.ts'
import { startTestService, type TestService } from '../service.ts'
import { countRows } from './count-rows.ts'

let service: TestService
let readOnlyKey: string

beforeAll(async () => {
  service = await startTestService()
  const { body } = await service.request('POST', '/keys', { name: 'reader', scopes: ['targets:read'] })
  readOnlyKey = String(body.key)
})

afterAll(() => service.close())

describe('the whole service', () => {
  describeBadInput(
    () => ({
      port: service.port,
      key: service.key,
      readOnlyKey,
      collection: '/api/targets',
      body: { kind: 'url', name: 'Shop', base_url: 'https://shop.example' },
    }),
    () => countRows(service.db),
  )
})
