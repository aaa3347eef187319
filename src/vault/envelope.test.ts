import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConfigOwner } from './envelope.ts'
import { CredentialUnusable, openConfig, sealConfig } from './envelope.ts'
import { newFernetKey } from './fernet.ts'
import { createKeyRing } from './key-ring.ts'

const NOW = new Date('2026-01-02T03:04:05Z')
const ring = createKeyRing([newFernetKey(), newFernetKey()])
const owner: ConfigOwner = { workspaceId: 'w1', integrationId: 'i1', kind: 'splunk', generation: 3 }
const clear = { hec_url: 'https://splunk.example:8088', index: 'main', nested: { a: 1, b: [true, null] } }
const config = { ...clear, token: 's3cret' }
const { token, kid } = sealConfig(ring, owner, config, NOW)
const seal = (value: unknown): string => ring.encrypt(Buffer.from(JSON.stringify(value)), NOW).token

const open = (sealed: string, changes: Partial<ConfigOwner> = {}, columns: Record<string, unknown> = clear) =>
  openConfig(ring, { token: sealed, kid }, { ...owner, ...changes }, columns, ['token', 'headers'])

test('what was sealed opens, whatever the order of the clear columns', () => {
  expect(open(token)).toEqual(config)
  expect(open(token, {}, { nested: { b: [true, null], a: 1 }, index: 'main', hec_url: clear.hec_url })).toEqual(config)
})

test('any configuration opens as it was', () => {
  const anyConfig = fc.dictionary(fc.string(), fc.jsonValue())
  fc.assert(
    fc.property(anyConfig, fc.string(), (columns, secret) => {
      const clean = JSON.parse(JSON.stringify(columns)) as Record<string, unknown>
      delete clean.token
      delete clean.headers
      const [rest, whole] = [clean, { ...clean, token: secret }]
      expect(open(sealConfig(ring, owner, whole, NOW).token, {}, rest)).toStrictEqual(whole)
    }),
  )
})

test('a field left undefined is as if it were not there', () => {
  const sealed = sealConfig(ring, owner, { ...config, source: undefined }, NOW)
  expect(open(sealed.token, {}, { ...clear, source: undefined })).toEqual(config)
})

test('nothing of the configuration shows, and the length only in steps', () => {
  const lengthWith = (secret: string) => sealConfig(ring, owner, { token: secret }, NOW).token.length
  expect(token).not.toContain(Buffer.from('s3cret').toString('base64url').slice(0, 6))
  const lengths = new Set(Array.from({ length: 130 }, (_, size) => lengthWith('x'.repeat(size))))
  expect(lengths.size).toBeLessThanOrEqual(4)
})

describe('refused with one error', () => {
  test.each(['', 'nothing', ring.kids[1]!])('a token beside the name %j of another key', (wrong) => {
    expect(() => openConfig(ring, { token, kid: wrong }, owner, clear, ['token'])).toThrow(new CredentialUnusable())
  })

  test.each<[string, Partial<ConfigOwner>]>([
    ['workspace', { workspaceId: 'w2' }],
    ['integration', { integrationId: 'i2' }],
    ['kind', { kind: 'webhook' }],
    ['older generation', { generation: 4 }],
    ['newer generation', { generation: 2 }],
  ])('a token of another %s', (_, changes) => {
    expect(() => open(token, changes)).toThrow(new CredentialUnusable())
  })

  test.each<[string, Record<string, unknown>]>([
    ['a host that was edited', { ...clear, hec_url: 'https://evil.example:8088' }],
    ['a field that was removed', { hec_url: clear.hec_url, nested: clear.nested }],
    ['a field that was added', { ...clear, source: 'x' }],
    ['a nested value that was edited', { ...clear, nested: { a: 1, b: [true, false] } }],
    ['a type that was changed', { ...clear, nested: { a: '1', b: [true, null] } }],
    ['a secret among the clear columns', config],
    ['none at all', {}],
  ])('clear columns with %s', (_, columns) => {
    expect(() => open(token, {}, columns)).toThrow(new CredentialUnusable())
  })

  const envelope = { v: 1, workspace: 'w1', integration: 'i1', kind: 'splunk', field: 'config', generation: 3, config }
  test('only an envelope of this version and field, and no other keys', () => {
    expect(open(seal(envelope))).toEqual(config)
    for (const changes of [
      { v: 2 },
      { v: '1' },
      { field: 'url' },
      { generation: '3' },
      { config: null },
      { more: 1 },
    ]) {
      expect(() => open(seal({ ...envelope, ...changes }))).toThrow(new CredentialUnusable())
    }
  })

  test.each<[string, string]>([
    ['garbage', 'garbage'],
    ['nothing', ''],
    ['a key that is gone', createKeyRing([newFernetKey()]).encrypt(Buffer.from('{}'), NOW).token],
    ['no JSON', ring.encrypt(Buffer.from('{'), NOW).token],
    ['no object', seal([1])],
    ['no UTF-8', ring.encrypt(Buffer.from([0x22, 0xff, 0x22]), NOW).token],
  ])('a token of %s', (_, wrong) => {
    expect(() => open(wrong)).toThrow(new CredentialUnusable())
  })
})
