import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HostRule } from '../core/http.ts'
import { parseAllow } from './address-guard.ts'
import { isFault, judgeUrl, parseTarget } from './url-guard.ts'

const NAMES: Record<string, string[]> = {
  'public.example': ['8.8.8.8', '2606:4700::1111'],
  'inside.example': ['10.0.0.1'],
  'mixed.example': ['8.8.8.8', '10.0.0.1'],
  localhost: ['::1', '127.0.0.1'],
  receiver: ['172.18.0.3'],
}
const resolve = (host: string): Promise<string[]> => {
  const addresses = NAMES[host]
  return addresses ? Promise.resolve(addresses) : Promise.reject(new Error('not found'))
}

const vendor: HostRule = { fields: ['webhook_url'], hosts: ['hooks.slack.com', '*.logic.azure.com'] }
const webhook: HostRule = { fields: ['webhook_url'], ipLiterals: true }
const splunk: HostRule = { fields: ['hec_url'], highPorts: true, ipLiterals: true }
const jira: HostRule = { fields: ['base_url'], highPorts: true }

const codeOf = async (url: string, rule: HostRule, allow = ''): Promise<string | undefined> =>
  (await judgeUrl(url, rule, parseAllow(allow), resolve))?.code

describe('taken', () => {
  test.each<[string, HostRule]>([
    ['https://hooks.slack.com/services/T0/B0/x', vendor],
    ['HTTPS://HOOKS.slack.com:443/services/T0/B0/x', vendor],
    ['https://prod-1.westus.logic.azure.com/workflows/x?sig=a%2Fb', vendor],
    ['https://public.example/hook#part', webhook],
    ['https://public.example', webhook],
    ['https://8.8.8.8/hook', webhook],
    ['https://[2606:4700::1111]/hook', webhook],
    ['https://unknown.example/hook', webhook],
    ['https://bücher.example/hook', webhook],
    ['https://public.example:8088/services/collector', splunk],
    ['https://8.8.8.8:8088', splunk],
    ['https://public.example:8443', jira],
  ])('%s', async (url, rule) => {
    expect(await codeOf(url, rule)).toBeUndefined()
  })
})

describe('refused', () => {
  test.each<[string, string, HostRule]>([
    ['invalid_url', '', webhook],
    ['invalid_url', 'public.example', webhook],
    ['invalid_url', 'https://', webhook],
    ['invalid_url', 'https:public.example/x', webhook],
    ['invalid_url', 'https:///public.example/x', webhook],
    ['invalid_url', ' https://public.example/', webhook],
    ['invalid_url', 'https://public.example/a b', webhook],
    ['invalid_url', 'https://pub\tlic.example/', webhook],
    ['invalid_url', 'https://public.example/\r\nx', webhook],
    ['invalid_url', 'https://evil.example\\@public.example/', webhook],
    ['invalid_url', 'https:\\\\public.example/', webhook],
    ['invalid_url', 'https://public\u200b.example/', webhook],
    ['invalid_url', 'https://%70ublic.example/', webhook],
    ['invalid_url', 'https://public.example:99999/', webhook],
    ['invalid_url', `https://public.example/${'x'.repeat(2048)}`, webhook],
    ['invalid_url', 'https://134744072/', webhook],
    ['scheme_not_allowed', 'http://public.example/', webhook],
    ['scheme_not_allowed', 'ftp://public.example/', webhook],
    ['scheme_not_allowed', 'javascript:alert(1)', webhook],
    ['scheme_not_allowed', 'file:///etc/passwd', webhook],
    ['userinfo_not_allowed', 'https://user:pass@public.example/', webhook],
    ['userinfo_not_allowed', 'https://hooks.slack.com@evil.example/', vendor],
    ['userinfo_not_allowed', 'https://@public.example/', webhook],
    ['fragment_not_allowed', 'https://hooks.slack.com/services/x#y', vendor],
    ['port_not_allowed', 'https://public.example:8443/', webhook],
    ['port_not_allowed', 'https://hooks.slack.com:8443/', vendor],
    ['port_not_allowed', 'https://public.example:22/', splunk],
    ['port_not_allowed', 'https://public.example:1023/', splunk],
    ['port_not_allowed', 'https://public.example:0/', splunk],
    ['destination_not_allowed', 'https://8.8.8.8/', jira],
    ['destination_not_allowed', 'https://8.8.8.8/', vendor],
    ['destination_not_allowed', 'http://127.0.0.1:9000/', webhook],
    ['destination_not_allowed', 'https://169.254.169.254/latest/meta-data', webhook],
    ['destination_not_allowed', 'https://[::1]/', webhook],
    ['destination_not_allowed', 'https://[::ffff:7f00:1]/', webhook],
    ['destination_not_allowed', 'https://localhost/', webhook],
    ['destination_not_allowed', 'https://localhost./', webhook],
    ['destination_not_allowed', 'https://a.localhost/', webhook],
    ['destination_not_allowed', 'https://metadata.google.internal/', webhook],
    ['destination_not_allowed', 'https://printer.local/', webhook],
    ['destination_not_allowed', 'https://receiver/', webhook],
    ['destination_not_allowed', 'https://receiver./', webhook],
    ['destination_not_allowed', 'https://inside.example/', webhook],
    ['destination_not_allowed', 'https://mixed.example/', webhook],
    ['host_not_allowed_for_provider', 'https://hooks.slack.com.evil.example/', vendor],
    ['host_not_allowed_for_provider', 'https://xhooks.slack.com/', vendor],
    ['host_not_allowed_for_provider', 'https://hooks.slack.com./', vendor],
    ['host_not_allowed_for_provider', 'https://logic.azure.com/', vendor],
    ['host_not_allowed_for_provider', 'https://evil-logic.azure.com/', vendor],
    ['host_not_allowed_for_provider', 'https://hооks.slack.com/', vendor],
  ])('as %s: %j', async (code, url, rule) => {
    expect(await codeOf(url, rule)).toBe(code)
  })

  test.each(['https://2130706433/', 'https://0x7f000001/', 'https://0177.0.0.1/', 'https://127.1/', 'https://0/'])(
    'an address in disguise: %s',
    async (url) => {
      expect(await codeOf(url, webhook)).toBe('invalid_url')
    },
  )

  test('full-width digits and IPv6 zones', async () => {
    expect(await codeOf('https://１２７.０.０.１/', webhook)).toBe('invalid_url')
    expect(await codeOf('https://[fe80::1%25eth0]/', webhook)).toBe('invalid_url')
  })

  test('never with the path, the query or the user in the words', async () => {
    const secret = 's3cr3t'
    const urls = [
      `http://public.example/${secret}`,
      `https://${secret}:${secret}@public.example/`,
      `https://public.example:22/${secret}?${secret}`,
      `https://127.0.0.1/${secret}#${secret}`,
      `https:/${secret}`,
      `https://%70ublic.example/${secret}`,
      secret,
    ]
    for (const url of urls) {
      const fault = await judgeUrl(url, jira, [], resolve)
      expect(fault?.detail).toMatch(/\w/)
      expect(fault?.detail).not.toContain(secret)
    }
  })

  test('with the mend in the words', async () => {
    const fault = await judgeUrl('https://evil.example/', vendor, [], resolve)
    expect(fault?.detail).toBe('the host here is hooks.slack.com or *.logic.azure.com; evil.example is not')
    const inside = await judgeUrl('https://10.0.0.1/', webhook, [], resolve)
    expect(inside?.detail).toContain('EGRESS_ALLOW')
  })
})

describe('with EGRESS_ALLOW', () => {
  test.each<[string, string, HostRule]>([
    ['127.0.0.1:9000', 'http://127.0.0.1:9000/services/x', vendor],
    ['127.0.0.1:9000', 'http://localhost:9000/services/x', vendor],
    ['127.0.0.1', 'http://127.0.0.1:80/', webhook],
    ['10.0.0.0/8', 'http://inside.example/', vendor],
    ['10.0.0.0/8:8088', 'https://inside.example:8088/', splunk],
    ['10.0.0.0/8', 'https://mixed.example/', webhook],
    ['172.16.0.0/12:9000', 'http://receiver:9000/', vendor],
    ['receiver:9000', 'http://receiver:9000/', vendor],
    ['inside.example', 'https://inside.example/', webhook],
    ['[::1]:9000', 'http://[::1]:9000/', vendor],
    ['ghe.example', 'https://ghe.example/api/v3', vendor],
  ])('%s takes %s', async (allow, url, rule) => {
    expect(await codeOf(url, rule, allow)).toBeUndefined()
  })

  test.each<[string, string, string, HostRule]>([
    ['destination_not_allowed', '127.0.0.1:9000', 'http://127.0.0.1:9001/', webhook],
    ['destination_not_allowed', '127.0.0.1:9000', 'http://127.0.0.2:9000/', webhook],
    ['destination_not_allowed', '127.0.0.1:9000', 'http://[::1]:9000/', webhook],
    ['destination_not_allowed', '127.0.0.1:9000', 'https://inside.example/', webhook],
    ['scheme_not_allowed', '10.0.0.0/8', 'http://mixed.example/', webhook],
    ['scheme_not_allowed', '10.0.0.0/8', 'http://public.example/', webhook],
    ['scheme_not_allowed', '10.0.0.0/8', 'http://unknown.example/', webhook],
    ['host_not_allowed_for_provider', '10.0.0.0/8', 'https://public.example/', vendor],
    ['userinfo_not_allowed', '127.0.0.1:9000', 'http://u:p@127.0.0.1:9000/', webhook],
    ['scheme_not_allowed', '127.0.0.1:9000', 'ftp://127.0.0.1:9000/', webhook],
  ])('%s still, with %s: %s', async (code, allow, url, rule) => {
    expect(await codeOf(url, rule, allow)).toBe(code)
  })
})

describe('a target', () => {
  test('keeps path and query as they were written', () => {
    const raw = "/a/../b/%2e%2e//c?sig=a'b%2F|&u=~^"
    expect(parseTarget(`https://public.example${raw}#part`)).toMatchObject({
      path: raw,
      port: 443,
      host: 'public.example',
    })
    expect(parseTarget('https://public.example?x=1')).toMatchObject({ path: '/?x=1' })
    expect(parseTarget('https://public.example/ü?ü')).toMatchObject({ path: '/%C3%BC?%C3%BC' })
  })

  test('of any text is either a fault or the host that the URL standard sees', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string().map((text) => `https://${text}`),
        ),
        (text) => {
          const target = parseTarget(text)
          if (!isFault(target)) expect(new URL(text).hostname.replace(/^\[|\]$/g, '')).toBe(target.host)
        },
      ),
    )
  })
})
