/** A spelling of an address that nothing may connect to, as it stands in a URL. */
type Spelling = (octets: readonly number[]) => string

const hex = (value: number, width = 0): string => value.toString(16).padStart(width, '0')
const whole = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number => ((a * 256 + b) * 256 + c) * 256 + d
const groups = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string => `${hex(a * 256 + b)}:${hex(c * 256 + d)}`
const shifted = (text: string, to: number): string =>
  text.replaceAll(/\d/g, (digit) => String.fromCodePoint(to + Number(digit)))

const dotted: Spelling = (octets) => octets.join('.')

/** As browsers, libc and proxies read them, and as forms that carry an IPv4 address within an IPv6 one. */
const SPELLINGS: Spelling[] = [
  dotted,
  (octets) => `${dotted(octets)}.`,
  (octets) => String(whole(octets)),
  (octets) => `0x${hex(whole(octets))}`,
  (octets) => `0X${hex(whole(octets)).toUpperCase()}`,
  (octets) => `0${whole(octets).toString(8)}`,
  (octets) => octets.map((octet) => `0x${hex(octet)}`).join('.'),
  (octets) => octets.map((octet) => `0${octet.toString(8)}`).join('.'),
  (octets) => octets.map((octet) => `000${octet.toString(8)}`).join('.'),
  ([a = 0, b = 0, c = 0, d = 0]) => `${a}.${b}.${c * 256 + d}`,
  ([a = 0, b = 0, c = 0, d = 0]) => `${a}.${(b * 256 + c) * 256 + d}`,
  ([a = 0, b = 0, c = 0, d = 0]) => `0x${hex(a)}.0${b.toString(8)}.${c}.${d}`,
  // Full-width, mathematical and circled digits, and other full stops.
  (octets) => shifted(dotted(octets), 0xff10),
  (octets) => shifted(dotted(octets), 0x1d7ce),
  (octets) => dotted(octets).replaceAll(/[1-9]/g, (digit) => String.fromCodePoint(0x245f + Number(digit))),
  (octets) => octets.join('。'),
  (octets) => octets.join('．'),
  (octets) => Array.from(dotted(octets), (character) => `%${hex(character.charCodeAt(0), 2)}`).join(''),
  (octets) => `%${hex(dotted(octets).charCodeAt(0), 2)}${dotted(octets).slice(1)}`,
  (octets) => `user@${dotted(octets)}`,
  (octets) => `public.example@${dotted(octets)}`,
  (octets) => `public.example%40${dotted(octets)}`,
  (octets) => `[::ffff:${dotted(octets)}]`,
  (octets) => `[::ffff:${groups(octets)}]`,
  (octets) => `[::FFFF:${groups(octets).toUpperCase()}]`,
  (octets) => `[0:0:0:0:0:ffff:${groups(octets)}]`,
  (octets) => `[0000:0000:0000:0000:0000:ffff:${dotted(octets)}]`,
  (octets) => `[::${dotted(octets)}]`,
  (octets) => `[::${groups(octets)}]`,
  (octets) => `[::ffff:0:${groups(octets)}]`,
  (octets) => `[64:ff9b::${groups(octets)}]`,
  (octets) => `[64:ff9b:1::${groups(octets)}]`,
  (octets) => `[2002:${groups(octets)}::1]`,
  (octets) => `[2001:0:${groups(octets)}::1]`,
  (octets) => `[2001::${groups(octets.map((octet) => 255 - octet))}]`,
  (octets) => `[fe80::5efe:${groups(octets)}]`,
  (octets) => `[2001:db8::${groups(octets)}]`,
]

const LOOPBACK = [127, 0, 0, 1]
const IPV4 = [
  LOOPBACK,
  [127, 0, 1, 1],
  [127, 255, 255, 254],
  [0, 0, 0, 0],
  [0, 1, 2, 3],
  [10, 0, 0, 1],
  [10, 255, 255, 255],
  [100, 64, 0, 1],
  [100, 100, 100, 200],
  [100, 127, 255, 255],
  [169, 254, 169, 254],
  [169, 254, 170, 2],
  [172, 16, 0, 1],
  [172, 31, 255, 255],
  [192, 0, 0, 192],
  [192, 0, 2, 1],
  [192, 31, 196, 1],
  [192, 52, 193, 1],
  [192, 88, 99, 1],
  [192, 168, 1, 1],
  [192, 175, 48, 1],
  [198, 18, 0, 1],
  [198, 51, 100, 7],
  [203, 0, 113, 9],
  [224, 0, 0, 1],
  [240, 0, 0, 1],
  [255, 255, 255, 255],
  [168, 63, 129, 16],
]

const OTHERS = [
  ...['[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[0000:0000:0000:0000:0000:0000:0000:0001]', '[::2]', '[1::1]', '[100::1]'],
  ...['[fc00::1]', '[fd00:ec2::254]', '[fe00::1]', '[fe80::1]', '[fe80::1%25lo]', '[fe80::1%lo]', '[fec0::1]'],
  ...['[ff02::1]', '[4000::1]', '[5f00::1]', '[100:0:0:1::1]', '[2001:20::1]', '[2620:4f:8000::1]', '[3fff::1]'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'localhost.localdomain', 'ip6-localhost', 'ip6-loopback'],
  ...[
    'metadata.google.internal',
    'kubernetes.default.svc',
    'host.docker.internal',
    'printer.local',
    'router.home.arpa',
  ],
  ...['ｌｏｃａｌｈｏｓｔ', 'loc\u00adalhost', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', '127.1', '127.0.1', '0', '0x0', '00', '0177.1', '0x7f.1'],
]

/** Hosts as they stand in a URL; each names something that is not public. More than a thousand. */
export const FORBIDDEN_HOSTS: readonly string[] = [
  ...new Set([...IPV4.flatMap((octets) => SPELLINGS.map((spell) => spell(octets))), ...OTHERS]),
]

/** Right beside the forbidden ranges. */
export const PUBLIC_ADDRESSES: readonly string[] = [
  ...['1.1.1.1', '8.8.8.8', '9.9.9.9', '1.0.0.1', '9.255.255.255', '11.0.0.0', '11.0.0.1', '100.63.255.255'],
  ...['100.128.0.0', '100.128.0.1', '126.255.255.255', '128.0.0.1', '168.63.129.15', '168.63.129.17', '169.253.1.1'],
  ...['169.253.255.255', '169.255.0.1', '172.15.255.255', '172.32.0.0', '172.32.0.1', '191.255.255.255', '192.0.1.1'],
  ...['192.0.3.1', '192.31.195.255', '192.31.197.1', '192.52.192.1', '192.52.194.1', '192.88.98.1', '192.88.100.1'],
  ...['192.167.255.255', '192.169.0.1', '192.175.47.1', '192.175.49.1', '198.17.1.1', '198.17.255.255', '198.20.0.1'],
  ...['198.51.99.255', '198.51.101.1', '203.0.112.255', '203.0.114.1', '223.255.255.255', '2606:4700::1111'],
  ...['2001:4860:4860::8888', '2001:200::1', '2001:db7:ffff::1', '2001:db9::1', '2003::1', '2620:4f:7fff::1'],
  ...['2620:4f:8001::1', '2a00:1450:4001::200e', '3ffe::1', '2400:cb00::1'],
]
