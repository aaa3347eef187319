import { type BadInputCase, call, post, postWith, raw } from './request.ts'

const unauthorized = (name: string, authorization: string | readonly string[] | undefined): BadInputCase => ({
  name: `auth: ${name}`,
  status: 401,
  code: 'unauthorized',
  headers: ['www-authenticate'],
  send: call('GET', '', { Authorization: authorization }),
})

const auth: BadInputCase[] = [
  unauthorized('none', undefined),
  unauthorized('empty', ''),
  unauthorized('Basic', 'Basic YTpi'),
  unauthorized('only the scheme', 'Bearer'),
  unauthorized('an unknown key', `Bearer ${'x'.repeat(40)}`),
  unauthorized('10 KB', `Bearer ${'x'.repeat(10_000)}`),
  unauthorized('blanks within', 'Bearer a b'),
  unauthorized('not ASCII', 'Bearer \xff\xfe'),
  {
    name: 'auth: two blanks',
    status: 401,
    code: 'unauthorized',
    send: raw('GET PATH HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer  KEY\r\n\r\n'),
  },
  {
    name: 'auth: twice',
    status: 401,
    code: 'unauthorized',
    send: raw('GET PATH HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer KEY\r\nAuthorization: Bearer KEY\r\n\r\n'),
  },
  {
    name: 'auth: in the query',
    status: 401,
    code: 'unauthorized',
    send: raw('GET PATH?access_token=KEY HTTP/1.1\r\nHost: a\r\n\r\n'),
  },
  {
    name: 'auth: in a cookie',
    status: 401,
    code: 'unauthorized',
    send: raw('GET PATH HTTP/1.1\r\nHost: a\r\nCookie: key=KEY\r\n\r\n'),
  },
  { name: 'auth: before the body', status: 401, code: 'unauthorized', send: post('{', { Authorization: undefined }) },
  {
    name: 'auth: before the media type',
    status: 401,
    code: 'unauthorized',
    send: post('{', { Authorization: undefined, 'Content-Type': '///' }),
  },
  {
    name: 'auth: a missing scope',
    status: 403,
    code: 'insufficient_scope',
    send: (subject) => postWith({}, { Authorization: `Bearer ${subject.readOnlyKey}` })(subject),
  },
]

const badKey = (name: string, key: string | readonly string[]): BadInputCase => ({
  name: `idempotency-key: ${name}`,
  status: 422,
  code: 'invalid',
  pointer: '/header/idempotency-key',
  send: postWith({}, { 'Idempotency-Key': key }),
})

const idempotency: BadInputCase[] = [
  badKey('empty', ''),
  badKey('256 characters', 'a'.repeat(256)),
  badKey('a blank within', 'a b'),
  badKey('not ASCII', 'a\xe9'),
  badKey('twice', ['a', 'b']),
]

/** Keys, scopes and idempotency keys. */
export const CALLER_CASES: readonly BadInputCase[] = [...auth, ...idempotency]
