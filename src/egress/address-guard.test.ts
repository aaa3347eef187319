import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admit, isAllowed, judgeAddress, parseAllow } from './address-guard.ts'

describe('an address', () => {
  test.each([
    ...['1.1.1.1', '8.8.8.8', '172.32.0.1', '172.15.255.255', '100.63.255.255', '100.128.0.1', '169.253.1.1'],
    ...['192.0.1.1', '198.17.1.1', '198.20.0.1', '223.255.255.255', '11.0.0.1', '168.63.129.15', '168.63.129.17'],
    ...['2606:4700::1111', '2001:4860:4860::8888', '::ffff:8.8.8.8', '2001:200::1', '3ffe::1', '2003::1'],
  ])('%s is public', (ip) => {
    expect(judgeAddress(ip)).toBeUndefined()
  })

  test.each([
    ...['0.0.0.0', '0.255.1.1', '10.0.0.1', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254'],
    ...['169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.8', '192.0.2.1', '192.31.196.1', '192.52.193.1'],
    ...['192.88.99.1', '192.168.1.1', '192.175.48.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
    ...['224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...['::', '::1', '::2', '1::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:0:7f00:1'],
    ...['64:ff9b::7f00:1', '64:ff9b:1::7f00:1', '100::1', '100:0:0:1::1', 'fc00::1', 'fd00:ec2::254', 'fe00::1'],
    ...['fe80::1', 'fe80::5efe:7f00:1', 'fec0::1', 'ff02::1', '4000::1', '5f00::1', '2001::1', '2001:20::1'],
    ...['2001:1ff::1', '2001:db8::1', '2002:7f00:1::', '2620:4f:8000::1', '3fff::1', '3fff:fff::1'],
  ])('%s is not public', (ip) => {
    expect(judgeAddress(ip)).toMatch(/\w/)
  })

  test.each([
    '',
    'example.com',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '127.1',
    '8.8.8.8.',
    ' 8.8.8.8',
    'fe80::1%eth0',
  ])('%j is none in its one spelling', (text) => {
    expect(judgeAddress(text)).toBe('not an IP address')
  })

  const outside = fc.oneof(fc.integer({ min: 1, max: 0x1fff }), fc.integer({ min: 0x4000, max: 0xffff }))
  test('of IPv6 is never public outside 2000::/3', () => {
    fc.assert(
      fc.property(outside, fc.array(fc.nat(0xffff), { minLength: 7, maxLength: 7 }), (first, rest) => {
        expect(judgeAddress([first, ...rest].map((part) => part.toString(16)).join(':'))).toMatch(/\w/)
      }),
    )
  })

  test('and its IPv4-mapped form are judged alike', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        expect(judgeAddress(`::ffff:${ip}`)).toBe(judgeAddress(ip))
      }),
    )
  })
})

describe('EGRESS_ALLOW', () => {
  const allows = (text: string, ip: string, port: number, host?: string): boolean =>
    isAllowed(parseAllow(text), host === undefined ? { ip, port } : { ip, port, host })

  test('lets exactly the named peers through', () => {
    expect(allows('127.0.0.1:9000', '127.0.0.1', 9000)).toBe(true)
    expect(allows('127.0.0.1:9000', '127.0.0.1', 9001)).toBe(false)
    expect(allows('127.0.0.1:9000', '127.0.0.2', 9000)).toBe(false)
    expect(allows('127.0.0.1:9000', '::1', 9000)).toBe(false)
    expect(allows('127.0.0.1:9000', '::ffff:127.0.0.1', 9000)).toBe(true)
    expect(allows('127.0.0.1', '127.0.0.1', 1)).toBe(true)
    expect(allows('10.0.0.0/8', '10.255.0.1', 80)).toBe(true)
    expect(allows('10.0.0.0/8:8088', '10.255.0.1', 8088)).toBe(true)
    expect(allows('10.0.0.0/8:8088', '10.255.0.1', 8089)).toBe(false)
    expect(allows('10.0.0.0/8', '11.0.0.1', 80)).toBe(false)
    expect(allows('[::1]:9000', '::1', 9000)).toBe(true)
    expect(allows('[::1]:9000', '::1', 9001)).toBe(false)
    expect(allows('[fd00::/8]:443', 'fd12::1', 443)).toBe(true)
    expect(allows('[fd00::/8]', 'fe80::1', 443)).toBe(false)
    expect(allows('fd00::/8', 'fd12::1', 443)).toBe(true)
  })

  test('a named host is let through by that name alone, whatever it leads to', () => {
    expect(allows('jira.corp:8443', '10.0.0.1', 8443, 'JIRA.corp.')).toBe(true)
    expect(allows('jira.corp:8443', '10.0.0.1', 443, 'jira.corp')).toBe(false)
    expect(allows('jira.corp', '10.0.0.1', 443, 'jira.corp')).toBe(true)
    expect(allows('jira.corp', '10.0.0.1', 443, 'evil.jira.corp')).toBe(false)
    expect(allows('jira.corp', '10.0.0.1', 443)).toBe(false)
    expect(allows('receiver:9000', '172.18.0.3', 9000, 'receiver')).toBe(true)
  })

  test('takes several entries, blanks around them, and none', () => {
    expect(parseAllow(' ')).toEqual([])
    expect(parseAllow(' a.example , 10.0.0.0/8:443,[::1]:1 ')).toHaveLength(3)
  })

  test.each([
    ['10.0.0.1/8', /write 10\.0\.0\.0\/8$/],
    ['[fd00::1/8]:443', /write fd00::\/8$/],
    ['0.0.0.0/0', /every address/],
    ['[::/0]', /every address/],
    ['::/0:443', /every address/],
    ['a.example:0', /between 1 and 65535/],
    ['a.example:65536', /between 1 and 65535/],
    ['a.example,,b.example', /is empty/],
    ['a.example,', /is empty/],
  ])('%s is refused with the mend', (text, message) => {
    expect(() => parseAllow(text)).toThrow(message)
  })

  test.each([
    ...['http://a.example', 'a.example/path', '*.a.example', 'a b', 'user@a.example', '127.1', '2130706433', '0x7f.1'],
    ...['10.0.0.256', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/8/8', '[fd00::/129]', '::1', '::1:9000', '[::1', '::1]'],
    ...[
      '[10.0.0.1]:80',
      '[a.example]:80',
      'a.example:',
      'a.example:x',
      '[::ffff:10.0.0.0/104]',
      '-a.example',
      ':80',
      '[]',
    ],
  ])('%j is refused as none of the forms', (text) => {
    expect(() => parseAllow(text)).toThrow(/^EGRESS_ALLOW: ".*" is none of host, host:port, /)
  })
})

describe('the addresses of a name', () => {
  const peer = { host: 'a.example', port: 443 }
  const allow = parseAllow('10.0.0.0/8')

  test('are taken when each is public or let through, else none of them is', () => {
    expect(admit(['8.8.8.8', '10.0.0.1'], peer, { allow, onlyAllowed: false })).toHaveLength(2)
    expect(admit(['8.8.8.8', '127.0.0.1'], peer, { allow, onlyAllowed: false })).toEqual([])
    expect(admit(['8.8.8.8', '10.0.0.1'], peer, { allow, onlyAllowed: true })).toEqual([])
    expect(admit(['10.0.0.2', '10.0.0.1'], peer, { allow, onlyAllowed: true })).toHaveLength(2)
  })

  test('of localhost are those that are let through', () => {
    const local = { allow: parseAllow('127.0.0.1:9000'), onlyAllowed: true }
    expect(admit(['::1', '127.0.0.1'], { host: 'localhost', port: 9000 }, local)).toEqual(['127.0.0.1'])
    expect(admit(['::1', '127.0.0.1'], { host: 'localhost', port: 9001 }, local)).toEqual([])
    expect(admit(['::1', '127.0.0.1'], { host: 'a.example', port: 9000 }, local)).toEqual([])
  })
})
