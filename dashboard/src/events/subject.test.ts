import { expect, test } from 'vitest'
import type { EventPayload } from '../api/schemas.ts'
import { detailOf, subjectOf } from './subject.ts'

const target = { id: '1', kind: 'url' as const, name: 'Shop', base_url: null }
const summary = { critical: 1, high: 0, medium: 2, low: 0, info: 0 }
const scan = { id: '2', profile: 'nightly', status: 'done' as const, grade: 'D', score: 41, summary, url: '' }
const payload = { event_id: '3', event: 'scan_done', occurred_at: '2026-03-01T12:00:00Z', target, scan } as const

test('a scan is told by its target, and by what came of it', () => {
  expect(subjectOf(payload)).toBe('Scan of Shop')
  expect(detailOf(payload)).toBe('nightly · 1 critical, 2 medium · grade D')
  const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  expect(detailOf({ ...payload, scan: { ...scan, grade: null, summary: none } })).toBe('nightly · no findings')
  expect(detailOf({ ...payload, event: 'scan_failed', error: 'out of memory' })).toBe('nightly · out of memory')
  expect(detailOf({ ...payload, event: 'scan_started' })).toBe('nightly')
})

test('a finding is told by its title, and by what changed or where it is', () => {
  const finding = { id: '4', title: 'Weak hash' } as NonNullable<EventPayload['finding']>
  expect(subjectOf({ ...payload, event: 'finding_new', finding })).toBe('Weak hash')
  expect(detailOf({ ...payload, event: 'finding_new', finding })).toBe('Shop')
  const changed = { ...payload, event: 'finding_changed', finding, change_summary: 'state: open → fixed' } as const
  expect(detailOf(changed)).toBe('state: open → fixed')
})
