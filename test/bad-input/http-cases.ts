import { BAD, type BadInputCase, BEARER, get, JSON_POST, post, postWith, raw } from './request.ts'

const closesOn = (name: string, text: string): BadInputCase => ({
  name: `framing: ${name}`,
  status: 400,
  code: 'bad_request',
  headers: ['connection'],
  send: raw(text),
})

const chunked = `${JSON_POST}Transfer-Encoding: chunked\r\n\r\n`

const framing: BadInputCase[] = [
  closesOn('a negative length', `${JSON_POST}Content-Length: -1\r\n\r\n{}`),
  closesOn('a length with a plus', `${JSON_POST}Content-Length: +2\r\n\r\n{}`),
  closesOn('a list of lengths', `${JSON_POST}Content-Length: 2,2\r\n\r\n{}`),
  closesOn('two lengths', `${JSON_POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`),
  closesOn('a length beyond 64 bits', `${JSON_POST}Content-Length: 99999999999999999999999\r\n\r\n{}`),
  closesOn('a hexadecimal length', `${JSON_POST}Content-Length: 0x2\r\n\r\n{}`),
  closesOn('length and chunks', `${JSON_POST}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
  closesOn('chunked, then identity', `${JSON_POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`),
  closesOn('xchunked', `${JSON_POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`),
  closesOn('a chunk size that is none', `${chunked}zz\r\n{}\r\n0\r\n\r\n`),
  closesOn('a negative chunk size', `${chunked}-1\r\n{}\r\n0\r\n\r\n`),
  closesOn('a chunk longer than it says', `${chunked}1\r\n{}\r\n0\r\n\r\n`),
  { ...closesOn('a length beyond the body', `${JSON_POST}Content-Length: 50\r\n\r\n{}`), end: true },
  { ...closesOn('a chunked body that never ends', `${chunked}2\r\n{}\r\n`), end: true },
  {
    name: 'framing: a length short of the body',
    status: 400,
    code: 'body_not_json',
    send: raw(`${JSON_POST}Content-Length: 5\r\n\r\n{"name":"a"}`),
  },
  {
    name: 'framing: a chunk extension of 1 MB',
    status: [400, 413],
    send: raw(`${chunked}2;x=${'a'.repeat(1_000_000)}\r\n{}\r\n0\r\n\r\n`),
  },
  {
    name: 'size: a declared gigabyte',
    status: 413,
    code: 'too_large',
    send: raw(`${JSON_POST}Content-Length: 1073741824\r\n\r\n{`),
  },
  { name: 'size: 1 MiB and a byte', status: 413, code: 'too_large', send: post(`"${'a'.repeat(1024 * 1024 - 1)}"`) },
  {
    name: 'size: 1 MiB and a byte of multibyte text',
    status: 413,
    code: 'too_large',
    send: post(`"${'ä'.repeat((1024 * 1024 - 2) / 2)}a"`),
  },
  {
    name: 'size: 2 MiB in chunks',
    status: 413,
    code: 'too_large',
    send: raw(`${chunked}${`10000\r\n${'a'.repeat(65_536)}\r\n`.repeat(32)}0\r\n\r\n`),
  },
]

const requestLine: BadInputCase[] = [
  { ...BAD, name: 'line: not HTTP', send: () => 'hello\r\n\r\n' },
  { ...BAD, name: 'line: a TLS greeting', send: () => Buffer.from('16030100c8010000c40303', 'hex') },
  { ...BAD, name: 'line: HTTP/0.9', send: raw('GET PATH\r\n\r\n') },
  { ...BAD, name: 'line: HTTP/3.0', send: raw(`GET PATH HTTP/3.0\r\n${BEARER}\r\n`) },
  { ...BAD, name: 'line: a method in lower case', send: raw(`get PATH HTTP/1.1\r\n${BEARER}\r\n`) },
  { ...BAD, name: 'line: an unknown method', send: raw(`FOO PATH HTTP/1.1\r\n${BEARER}\r\n`) },
  { ...BAD, name: 'line: CONNECT', send: () => 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n' },
  { ...BAD, name: 'line: an absolute target', send: raw(`GET http://127.0.0.1PATH HTTP/1.1\r\n${BEARER}\r\n`) },
  { ...BAD, name: 'line: OPTIONS *', send: raw(`OPTIONS * HTTP/1.1\r\n${BEARER}\r\n`) },
  { ...BAD, name: 'header: no Host', send: raw('GET PATH HTTP/1.1\r\nAuthorization: Bearer KEY\r\n\r\n') },
  {
    ...BAD,
    name: 'header: an empty Host',
    send: raw('GET PATH HTTP/1.1\r\nHost:\r\nAuthorization: Bearer KEY\r\n\r\n'),
  },
  { ...BAD, name: 'header: two Hosts', send: get('', { Host: ['a', 'b'] }) },
  {
    ...BAD,
    name: 'header: two content types',
    send: postWith({}, { 'Content-Type': ['application/json', 'text/xml'] }),
  },
  { ...BAD, name: 'header: a blank before the colon', send: raw(`GET PATH HTTP/1.1\r\n${BEARER}X-A : 1\r\n\r\n`) },
  { ...BAD, name: 'header: a bare CR', send: raw(`GET PATH HTTP/1.1\r\n${BEARER}X-A: 1\rX-B: 2\r\n\r\n`) },
  { ...BAD, name: 'header: a folded line', send: raw(`GET PATH HTTP/1.1\r\n${BEARER}X-A: 1\r\n 2\r\n\r\n`) },
  { ...BAD, name: 'header: bare line feeds', send: raw('GET PATH HTTP/1.1\nHost: a\nAuthorization: Bearer KEY\n\n') },
  { ...BAD, name: 'header: NUL', send: raw(`GET PATH HTTP/1.1\r\n${BEARER}X-A: a\0b\r\n\r\n`) },
  { name: 'header: 17 KB', status: 431, code: 'headers_too_large', send: get('', { 'X-A': 'a'.repeat(17_000) }) },
  {
    name: 'header: 200 of them',
    status: 431,
    code: 'headers_too_large',
    send: get('', Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`X-${at}`, 'a']))),
  },
]

/** Framing, sizes, request lines and headers. */
export const HTTP_CASES: readonly BadInputCase[] = [...framing, ...requestLine]
