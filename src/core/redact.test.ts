import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { holdsSign, redactEvent, redactText } from './redact.ts'
import { sampleEvents } from './sample.ts'

// Joined at run time, so that no scanner takes this file for a leak.
const fake = (...parts: string[]): string => parts.join('')
const JWT = fake('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0', '.c2lnbmF0dXJlc2lnbmF0dXJl')

const secrets: [string, string, string][] = [
  ['a GitHub token', `found ${fake('ghp', '_', 'a'.repeat(36))} here`, 'found [redacted] here'],
  ['a fine-grained GitHub token', fake('github_pat_', 'A1'.repeat(20)), '[redacted]'],
  ['a GitLab token', fake('glpat', '-', 'x'.repeat(20)), '[redacted]'],
  ['a Slack token', fake('xoxb', '-123456789012-abcdefghijkl'), '[redacted]'],
  ['an AWS key id', fake('AKIA', 'IOSFODNN7EXAMPLE', ' used'), '[redacted] used'],
  ['a Google API key', fake('AIza', 'b'.repeat(35)), '[redacted]'],
  ['a Stripe key', fake('sk_', 'live_', 'c'.repeat(24)), '[redacted]'],
  ['a Slack app token', fake('xapp', '-1-A0123456789-abcdef'), '[redacted]'],
  ['a temporary AWS key id', fake('ASIA', 'IOSFODNN7EXAMPLE'), '[redacted]'],
  ['a bearer key of AWS', fake('ABIA', 'IOSFODNN7EXAMPLE'), '[redacted]'],
  ['a context credential of AWS', fake('ACCA', 'IOSFODNN7EXAMPLE'), '[redacted]'],
  ['a Google access token', fake('ya29', '.', 'd'.repeat(24)), '[redacted]'],
  ['a webhook secret', fake('whsec', '_', 'e'.repeat(24)), '[redacted]'],
  ['a key of an AI service', fake('sk', '-', 'f'.repeat(24)), '[redacted]'],
  ['an npm token', fake('npm', '_', 'g'.repeat(36)), '[redacted]'],
  ['a PyPI token', fake('pypi', '-', 'h'.repeat(50)), '[redacted]'],
  ['a SendGrid key', fake('SG', '.', 'i'.repeat(22), '.', 'j'.repeat(22)), '[redacted]'],
  ['a DigitalOcean token', fake('dop_v1', '_', 'a1'.repeat(32)), '[redacted]'],
  ['a Vault token', fake('hvs', '.', 'k'.repeat(24)), '[redacted]'],
  ['an Atlassian token', fake('ATATT3', 'l'.repeat(60)), '[redacted]'],
  ['a key of ours', fake('pcf', '_', 'm'.repeat(30)), '[redacted]'],
  [
    'a Discord webhook URL',
    'https://discord.com/api/webhooks/1/abcdefgh',
    'https://discord.com/api/webhooks/[redacted]',
  ],
  ['a bearer token on its own', fake('Bearer ', 'n'.repeat(20)), 'Bearer [redacted]'],
  ['basic credentials on their own', fake('basic ', 'o'.repeat(20)), 'basic [redacted]'],
  ['a passphrase', 'passphrase=hunter2', 'passphrase=[redacted]'],
  ['a pwd', 'PWD=hunter2', 'PWD=[redacted]'],
  ['credentials', 'credentials=hunter2', 'credentials=[redacted]'],
  ['a session of Java', 'JSESSIONID=hunter2', 'JSESSIONID=[redacted]'],
  ['a JSON Web Token', `id ${JWT}!`, 'id [redacted]!'],
  [
    'a Slack webhook URL',
    'https://hooks.slack.com/services/T0/B0/abcdef',
    'https://hooks.slack.com/services/[redacted]',
  ],
  ['an Authorization header', 'Authorization: Bearer abcdef', 'Authorization: Bearer [redacted]'],
  ['a Splunk Authorization header', 'authorization: Splunk 0f-1e', 'authorization: Splunk [redacted]'],
  ['a URL’s user name and password', 'postgres://app:hunter2@db:5432/x', 'postgres://[redacted]@db:5432/x'],
  ['a quoted password', 'const db_password = "hunter2 x"', 'const db_password = "[redacted]"'],
  ['a password within JSON', '{"password": "hunter2", "user": "a"}', '{"password": "[redacted]", "user": "a"}'],
  ['a password within a query', '/login?password=hunter2&next=1', '/login?password=[redacted]&next=1'],
  ['a token of an environment file', 'API_TOKEN=hunter2', 'API_TOKEN=[redacted]'],
  ['a password of a YAML file', 'password: hunter22\nuser: a', 'password: [redacted]\nuser: a'],
  ['an API key header', 'X-Api-Key: 12345abcde', 'X-Api-Key: [redacted]'],
  [
    'cookies, but not their attributes',
    'Set-Cookie: sid=abc; Path=/; HttpOnly',
    'Set-Cookie: sid=[redacted]; Path=/; HttpOnly',
  ],
  [
    'a private key',
    `x\n${fake('-----BEGIN RSA ', 'PRIVATE KEY-----')}\nMIIE+/=\n${fake('-----END RSA ', 'PRIVATE KEY-----')}\ny`,
    'x\n[redacted]\ny',
  ],
  ['a private key that was cut off', `${fake('-----BEGIN ', 'PRIVATE KEY-----')}\nMIIE`, '[redacted]'],
]

test.each(secrets)('%s is redacted', (_name, text, redacted) => {
  expect(redactText(text)).toBe(redacted)
})

test.each([
  'The token: a visitor may read it.',
  'Password policy is too weak',
  'https://shop.acme.example/search?q=lamp#top',
  'commit 4f9a1c07d2b85e63a0c4f1e97b36d85020b1d7c9',
  'db.query("select * from users where id = " + request.query.id)',
  'see user@acme.example',
])('plain text stays as it is: %s', (text) => {
  expect(redactText(text)).toBe(text)
})

it('leaves what it has redacted alone', () => {
  for (const [, text] of secrets) expect(redactText(redactText(text))).toBe(redactText(text))
})

it('finds a planted token in any text', () => {
  const token = fake('ghp', '_', 'Z9'.repeat(18))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
      expect(redactText(`${before} ${token} ${after}`)).not.toContain(token)
    }),
  )
})

it.each([
  'a',
  '=',
  '<',
  'secret',
  'password:',
  'eyJ',
  'a://',
  '-----BEGIN ',
  'cookie:',
  'token=',
  ' ',
  '-',
  '"password": "',
])('takes less than a second for 100 KB of %s', (part) => {
  const startedAt = performance.now()
  redactText(part.repeat(100_000 / part.length))
  expect(performance.now() - startedAt).toBeLessThan(1000)
})

describe('an event', () => {
  const { finding_new: event } = sampleEvents
  const planted = 'password="hunter2"'

  it('is redacted in every text from outside', () => {
    const { finding } = event
    const redacted = redactEvent({
      ...event,
      target: { ...event.target, name: planted, base_url: 'https://u:hunter2@shop.acme.example/' },
      change_summary: planted,
      error: planted,
      ...(finding && {
        finding: {
          ...finding,
          title: planted,
          category: planted,
          endpoint: planted,
          parameter: planted,
          description: planted,
          remediation: planted,
          evidence: planted,
          references: ['https://acme.example/?token=hunter2'],
          location: { path: planted, start_line: 3 },
        },
      }),
    })
    expect(JSON.stringify(redacted)).not.toContain('hunter2')
  })

  it('without credentials comes back equal, with its nulls', () => {
    for (const sample of Object.values(sampleEvents)) expect(redactEvent(sample)).toEqual(sample)
  })
})

it('sees a sign of a credential wherever it stands, in small and capital letters, and none where there is none', () => {
  const pieces = [
    'pass',
    'word',
    'passw',
    'KEY',
    'ke',
    'y',
    'xo',
    'x',
    'sk-',
    'rk_',
    'sg.',
    'sgx',
    'pwd',
    'eyJ',
    'glpat-',
  ]
  const others = ['@', ' ', '-', '_', '.', '"', '\n', '\u212a', 'é', '😀']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces, ...others), { maxLength: 6 }), fc.nat(8), (parts, from) => {
      const text = parts.join('')
      const sign = /passw|key|xox|sk-|rk_|sg\.|pwd|eyj|glpat-|@/i
      expect(holdsSign(text, from)).toBe(sign.test(text.slice(from)))
    }),
    { numRuns: 2000 },
  )
})
