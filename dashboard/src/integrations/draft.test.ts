import { expect, test } from 'vitest'
import { changesOf, type Draft, filledConfig } from './draft.ts'

const before: Draft = {
  name: 'Tickets',
  severity_filter: 'high',
  target_ids: null,
  events: null,
  config: { base_url: 'https://acme.atlassian.net', labels: ['pencheff'] },
}

test('nothing differs from itself, nor does a field that was empty and is', () => {
  expect(changesOf(before, { ...before, config: { ...before.config, email: '' } })).toEqual({})
})

test('only what differs is sent; an emptied field is taken away', () => {
  const after: Draft = { ...before, events: ['scan_done'], config: { ...before.config, labels: [], api_token: 'new' } }
  expect(changesOf(before, after)).toEqual({ events: ['scan_done'], config: { labels: null, api_token: 'new' } })
})

test('a new integration is made of its filled fields', () => {
  expect(filledConfig({ a: '', b: [], c: {}, d: false, e: 'x' })).toEqual({ d: false, e: 'x' })
})
