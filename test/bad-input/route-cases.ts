import { BAD, type BadInputCase, call, get, request, target } from './request.ts'

const wrongMethod = (method: string): BadInputCase => ({
  name: `method: ${method} on a collection`,
  status: 405,
  code: 'method_not_allowed',
  headers: ['allow'],
  send: call(method, '', { 'Content-Length': '0' }),
})

const notFound = (name: string, path: string): BadInputCase => ({
  name: `path: ${name}`,
  status: 404,
  code: 'not_found',
  send: target(path),
})

const ofItem = (name: string, id: string): BadInputCase => ({
  name: `id: ${name}`,
  status: 404,
  code: 'not_found',
  send: get(`/${id}`),
})

const paths: BadInputCase[] = [
  wrongMethod('PUT'),
  wrongMethod('DELETE'),
  wrongMethod('TRACE'),
  wrongMethod('PROPFIND'),
  wrongMethod('QUERY'),
  {
    name: 'method: a CORS preflight',
    status: 405,
    code: 'method_not_allowed',
    send: call('OPTIONS', '', { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }),
  },
  {
    name: 'method: an override header is ignored',
    status: 400,
    code: 'body_missing',
    send: call('POST', '', { 'X-HTTP-Method-Override': 'DELETE', 'Content-Length': '0' }),
  },
  notFound('unknown', '/api/nothing'),
  notFound('the root of the API', '/api'),
  notFound('in other case', '/API/TARGETS'),
  notFound('a doubled slash', '//api//targets'),
  notFound('a backslash', '/api\\targets'),
  notFound('a dot segment', '/x/../api/targets'),
  notFound('an encoded dot segment', '/x/%2e%2e%2fapi/targets'),
  { name: 'path: a trailing slash', status: 404, code: 'not_found', send: get('/') },
  { name: 'path: a parameter of a segment', status: 404, code: 'not_found', send: get(';x=1') },
  { ...BAD, name: 'path: a bad percent', send: get('/%zz') },
  { ...BAD, name: 'path: overlong UTF-8', send: get('/%c0%af') },
  { ...BAD, name: 'path: a fragment', send: get('#x') },
  { name: 'path: 8 KB', status: [404, 414], send: get(`/${'a'.repeat(8_192)}`) },
  { name: 'path: 13 KB', status: 414, code: 'uri_too_long', send: get(`/${'a'.repeat(13_000)}`) },
  ofItem('NUL', '%00'),
  ofItem('too short', '018f0000-0000-7000-8000-00000000000'),
  ofItem('a number', '1'),
  ofItem('SQL', "1'%20OR%201=1--"),
  ofItem('a path', '..%2f..%2fetc%2fpasswd'),
  ofItem('an unknown one', '018f0000-0000-7000-8000-000000000000'),
]

const unknownParameter = (name: string, query: string): BadInputCase => ({
  name: `query: ${name}`,
  status: 422,
  code: 'unknown_parameter',
  send: get(query),
})

const invalidParameter = (name: string, query: string, pointer: string): BadInputCase => ({
  name: `query: ${name}`,
  status: 422,
  code: 'invalid',
  pointer,
  send: get(query),
})

const queries: BadInputCase[] = [
  unknownParameter('unknown', '?colour=red'),
  unknownParameter('a list in brackets', '?limit[]=1'),
  unknownParameter('an object in brackets', '?limit[a]=1'),
  unknownParameter('the key', '?api_key=abc'),
  unknownParameter('a prototype', '?__proto__=1&constructor=2'),
  unknownParameter('a sort', '?sort=secret;drop%20table'),
  unknownParameter('an offset', '?offset=5'),
  unknownParameter('2,000 of them', `?${'a=&'.repeat(2_000)}`),
  invalidParameter('twice', '?limit=1&limit=2', '/query/limit'),
  invalidParameter('limit 0', '?limit=0', '/query/limit'),
  invalidParameter('limit -1', '?limit=-1', '/query/limit'),
  invalidParameter('limit 201', '?limit=201', '/query/limit'),
  invalidParameter('limit 1e9', '?limit=1e9', '/query/limit'),
  invalidParameter('limit abc', '?limit=abc', '/query/limit'),
  invalidParameter('limit empty', '?limit=', '/query/limit'),
  invalidParameter('limit 1.5', '?limit=1.5', '/query/limit'),
  invalidParameter('NUL', '?cursor=a%00b', '/query/cursor'),
  { ...BAD, name: 'query: a bad percent', send: get('?limit=%zz') },
  { ...BAD, name: 'query: invalid UTF-8', send: get('?limit=%ff') },
]

const watch: BadInputCase[] = ['/healthz', '/readyz', '/metrics', '/api/openapi.json'].map((path) => ({
  name: `method: POST on ${path}`,
  status: 405,
  code: 'method_not_allowed',
  headers: ['allow'],
  send: () => request('POST', path, { Host: 'a', 'Content-Length': '2' }, '{}'),
}))

/** Methods, paths, ids and queries. */
export const ROUTE_CASES: readonly BadInputCase[] = [...paths, ...queries, ...watch]
