import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseChanges, summarize, type Change } from './change.ts'

const change = fc.record({
  field: fc.constantFrom<Change['field']>('verification_status', 'state', 'suppressed', 'recheck', 'severity'),
  from: fc.stringMatching(/^[a-z_]{1,20}$/),
  to: fc.stringMatching(/^[a-z_]{1,20}$/),
})

it('reads what it wrote', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), (changes) => {
      expect(parseChanges(summarize(changes))).toEqual(changes)
    }),
  )
})

it('keeps fields that it does not know and leaves out what is no change', () => {
  expect(parseChanges('owner_team: a → b → c; free words; : a → b; state: → open')).toEqual([
    { field: 'owner_team', from: 'a', to: 'b → c' },
  ])
  expect(parseChanges('')).toEqual([])
})
