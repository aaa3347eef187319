// @vitest-environment jsdom
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { expect, test } from 'vitest'
import type { Attempt, DeliveryWithAttempts } from '../api/schemas.ts'
import { Attempts } from './attempts.tsx'

const attempt = (n: number, fields: Partial<Attempt> = {}): Attempt => ({
  n,
  started_at: `2026-03-01T12:0${String(n)}:00.000Z`,
  duration_ms: 250,
  status: 503,
  outcome: 'retry',
  reason: 'server',
  detail: 'answered 503',
  ...fields,
})

const textOf = (attempts: Attempt[], state: DeliveryWithAttempts['state']): string => {
  const place = document.createElement('div')
  const delivery = { attempts, state, created_at: '2026-03-01T12:00:59.000Z', next_attempt_at: null }
  flushSync(() => createRoot(place).render(<Attempts delivery={delivery as DeliveryWithAttempts} />))
  return place.textContent
}

test('the mend stands once where attempts fail for the same reason, and each has its wait', () => {
  const text = textOf(
    [attempt(1), attempt(2), attempt(3, { outcome: 'delivered', status: 200, reason: null })],
    'delivered',
  )
  expect(text.match(/What to do/g)).toHaveLength(1)
  expect(text).toContain('waited 1.0 s')
  expect(text).toContain('waited 59.8 s')
})

test('the last attempt of a delivery that is dead is given up, and nobody is told that it goes on', () => {
  const text = textOf([attempt(1), attempt(2)], 'dead')
  expect(text).toContain('Given up')
  expect(text).toContain('tried as often as its schedule says')
  expect(text).not.toContain('It is tried again by itself')
  expect(textOf([attempt(1), attempt(2)], 'retrying')).toContain('It is tried again by itself')
})
