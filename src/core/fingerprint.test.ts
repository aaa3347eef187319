import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FindingInput } from './finding.ts'
import { deriveFingerprint, fingerprintOf, normalizeEndpoint } from './fingerprint.ts'

const finding: FindingInput = {
  title: 'SQL injection',
  severity: 'high',
  category: 'injection',
  rule_id: 'sqli',
  endpoint: 'https://shop.example.com/products?q=1&page=2',
  parameter: 'q',
  location: { path: 'src/shop.py', start_line: 12 },
}

test("the scanner's own fingerprint is kept as it is", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (fingerprint) => {
      expect(fingerprintOf({ ...finding, fingerprint })).toBe(fingerprint)
    }),
  )
})

test('a derived one is 64 hex digits, the same every time', () => {
  expect(fingerprintOf(finding)).toMatch(/^[0-9a-f]{64}$/)
  expect(fingerprintOf(structuredClone(finding))).toBe(fingerprintOf(finding))
})

test('it is the same one in the next release: stored findings are found again', () => {
  expect(fingerprintOf(finding)).toBe('d2b24201fd67e952e4f76e22a3669f3386756a030698f09af9f7ed6b9f82ddd9')
})

test('lines, severity, score, texts and evidence do not move it', () => {
  const moved = fc.record({
    severity: fc.constantFrom('info', 'low', 'medium', 'high', 'critical'),
    cvss_score: fc.double({ min: 0, max: 10, noNaN: true }),
    description: fc.string(),
    remediation: fc.string(),
    evidence: fc.string(),
    cwe_id: fc.constantFrom('CWE-89', null),
    location: fc.record({ path: fc.constant('src/shop.py'), start_line: fc.integer({ min: 1, max: 99_999 }) }),
  })
  fc.assert(
    fc.property(moved, (changes) => {
      expect(fingerprintOf({ ...finding, ...changes })).toBe(fingerprintOf(finding))
    }),
  )
})

test.each([
  ['rule_id', { rule_id: 'sqli2' }],
  ['rule_id in another case', { rule_id: 'SQLI' }],
  ['category', { category: 'xss' }],
  ['endpoint', { endpoint: 'https://shop.example.com/orders?q=1&page=2' }],
  ['a value of the query', { endpoint: 'https://shop.example.com/products?q=1&page=3' }],
  ['parameter', { parameter: 'page' }],
  ['path', { location: { path: 'src/Shop.py' } }],
  ['title', { title: 'SQL injection (blind)' }],
])('another %s is another finding', (_, change) => {
  expect(fingerprintOf({ ...finding, ...change })).not.toBe(fingerprintOf(finding))
})

test.each([
  ['capitals of title and category', { title: 'Sql Injection', category: 'Injection' }],
  ['blanks', { title: '  SQL \n injection ' }],
  ['the probe in the affected parameter', { endpoint: 'https://shop.example.com/products?q=%27%20OR%201&page=2' }],
  ['order of the query', { endpoint: 'https://shop.example.com/products?page=2&q=1' }],
  [
    'host in capitals, default port, user and fragment',
    { endpoint: 'https://u:p@SHOP.example.com:443/products?q=1&page=2#x' },
  ],
  ['notation of the path', { location: { path: '.\\src\\shop.py', start_line: 1 } }],
])('%s make no other finding', (_, change) => {
  expect(fingerprintOf({ ...finding, ...change })).toBe(fingerprintOf(finding))
})

test('letters composed in two ways are the same', () => {
  expect(deriveFingerprint({ title: 'caf\u00e9' })).toBe(deriveFingerprint({ title: 'cafe\u0301' }))
})

test('text that moves from one part to the next makes another finding', () => {
  const word = fc.stringMatching(/^[a-z"[\],\\]{1,8}$/)
  fc.assert(
    fc.property(word, word, (a, b) => {
      const whole = deriveFingerprint({ rule_id: a + b, category: '', title: '' })
      expect(deriveFingerprint({ rule_id: a, category: b, title: '' })).not.toBe(whole)
      expect(deriveFingerprint({ rule_id: '', category: a, title: b })).not.toBe(whole)
    }),
  )
})

test('missing, null and blank parts are the same', () => {
  const bare = deriveFingerprint({ title: 'x' })
  expect(deriveFingerprint({ title: 'x', rule_id: null, category: ' ', location: null, endpoint: '' })).toBe(bare)
})

test('any text makes a fingerprint, lone surrogates and broken addresses too', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('http://[', 'https://%zz', '\ud800', '//x', 'javascript:1'),
  )
  fc.assert(
    fc.property(text, text, text, (title, endpoint, path) => {
      expect(deriveFingerprint({ title, endpoint, location: { path } })).toMatch(/^[0-9a-f]{64}$/)
    }),
  )
})

test('whatever stands behind the hash sign, an address stays the same', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), fc.webFragments(), (url, fragment) => {
      expect(normalizeEndpoint(`${url}#${fragment}`, 'q')).toBe(normalizeEndpoint(url, 'q'))
    }),
  )
})

test('an endpoint that is no address is kept', () => {
  expect(normalizeEndpoint('GET /login', '')).toBe('GET /login')
  expect(normalizeEndpoint('db.example.com:5432', '')).toBe('db.example.com:5432')
})
