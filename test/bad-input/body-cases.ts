import { type BadInputCase, type Content, post, postRaw, postWith } from './request.ts'

const notJson = (name: string, content: Content): BadInputCase => ({
  name: `body: ${name}`,
  status: 400,
  code: 'body_not_json',
  send: post(content),
})

const notUtf8 = (name: string, content: Buffer): BadInputCase => ({
  name: `body: ${name}`,
  status: 400,
  code: 'body_not_utf8',
  send: post(content),
})

const quoted = (...bytes: number[]): Buffer =>
  Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes), Buffer.from('"}')])

const syntax: BadInputCase[] = [
  { name: 'body: none', status: 400, code: 'body_missing', send: post('') },
  {
    name: 'body: none, and no length',
    status: 400,
    code: 'body_missing',
    send: post('', { 'Content-Length': undefined }),
  },
  {
    name: 'body: only a byte order mark',
    status: 400,
    code: 'body_missing',
    send: post(Buffer.from([0xef, 0xbb, 0xbf])),
  },
  notJson('only blanks', ' \n\t '),
  notJson('truncated', '{"name":"a"'),
  notJson('a trailing comma', '{"name":"a",}'),
  notJson('a comment', '{"name":"a"/* b */}'),
  notJson('single quotes', "{'name':'a'}"),
  notJson('bare keys', '{name:"a"}'),
  notJson('NaN', '{"name":NaN}'),
  notJson('Infinity', '{"name":-Infinity}'),
  notJson('a hexadecimal number', '{"name":0x10}'),
  notJson('a leading zero', '{"name":010}'),
  notJson('two documents', '{"name":"a"}{"name":"b"}'),
  notJson('JSON lines', '{"name":"a"}\n{"name":"b"}\n'),
  notJson('leading garbage', ")]}',{}"),
  notJson('a raw control character in a text', '{"name":"a\u0001b"}'),
  notJson('a raw NUL in a text', '{"name":"a\u0000b"}'),
  notJson('an escape that is none', '{"name":"\\x41"}'),
  notJson('a key with an escape that is none', '{"\\x41":1}'),
  notJson('half of an escape', '{"name":"\\u12"}'),
  notJson('closed too often', '{"name":"a"}}}}'),
  notJson('a form', 'name=a&kind=url'),
  notUtf8('a lone continuation byte', quoted(0x80)),
  notUtf8('an overlong slash', quoted(0xc0, 0xaf)),
  notUtf8('a surrogate in CESU-8', quoted(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)),
  notUtf8('Latin-1', quoted(0xe9)),
  notUtf8('a cut sequence', quoted(0xf0, 0x9f, 0x98)),
  notUtf8('beyond U+10FFFF', quoted(0xf4, 0x90, 0x80, 0x80)),
  notUtf8('UTF-16 with a mark', Buffer.from('\ufeff{"name":"a"}', 'utf16le')),
  notUtf8('UTF-16 without a mark', Buffer.from('{"name":"a"}', 'utf16le')),
  notUtf8('UTF-32', Buffer.from([0x7b, 0, 0, 0, 0x7d, 0, 0, 0])),
]

const fault = (name: string, status: number, code: string, members: string, pointer?: string): BadInputCase => ({
  name: `json: ${name}`,
  status,
  code,
  ...(pointer && { pointer }),
  send: postRaw(members),
})

const nested = (depth: number, opening: string, closing: string): string =>
  `${opening.repeat(depth)}1${closing.repeat(depth)}`

const json: BadInputCase[] = [
  fault('a key twice', 400, 'duplicate_key', '"name":"b"', '/name'),
  fault('a key twice, once by escape', 400, 'duplicate_key', '"n\\u0061me":"b"', '/name'),
  fault('an unknown key twice, nested', 400, 'duplicate_key', '"x":{"a":{"a":1},"a":2}', '/x/a'),
  fault('a key twice within a list', 400, 'duplicate_key', '"x":[{"a":1},{"a":1,"b":2,"a":3}]', '/x/1/a'),
  fault('__proto__', 400, 'forbidden_key', '"__proto__":{"admin":true}', '/__proto__'),
  fault('__proto__ by escape', 400, 'forbidden_key', '"\\u005f_proto__":{}', '/__proto__'),
  fault('constructor.prototype', 400, 'forbidden_key', '"constructor":{"prototype":{}}', '/constructor'),
  fault('prototype, nested', 400, 'forbidden_key', '"x":{"y":[{"prototype":1}]}', '/x/y/0/prototype'),
  { name: 'json: 33 lists', status: 400, code: 'too_deep', send: post(nested(33, '[', ']')) },
  { name: 'json: 33 objects', status: 400, code: 'too_deep', send: post(nested(33, '{"a":', '}')) },
  { name: 'json: 1,000 mixed', status: 400, code: 'too_deep', send: post(nested(500, '[{"a":', '}]')) },
  { name: 'json: 100,000 lists', status: 400, code: 'too_deep', send: post(nested(100_000, '[', ']')) },
  { name: 'json: 100,000 lists, never closed', status: 400, code: 'too_deep', send: post('['.repeat(100_000)) },
  {
    name: 'json: 10,001 keys',
    status: 422,
    code: 'too_many_keys',
    send: post(JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, at) => [`k${at}`, at])))),
  },
  {
    name: 'json: 20,000 times the same key',
    status: 422,
    code: 'too_many_keys',
    send: post(JSON.stringify(Array.from({ length: 20_000 }, () => ({ a: 1 })))),
  },
  {
    name: 'json: 400,000 values',
    status: 422,
    code: 'too_many_keys',
    send: post(`[${'1,'.repeat(400_000)}1]`),
  },
  fault('half of a surrogate pair', 422, 'not_well_formed_unicode', '"x":"\\ud83d"', '/x'),
  fault('a pair the wrong way round', 422, 'not_well_formed_unicode', '"x":["\\ude00\\ud83d"]', '/x/0'),
  fault('half of a pair in a key', 422, 'not_well_formed_unicode', '"\\ud800":1'),
  fault('NUL by escape', 422, 'not_well_formed_unicode', '"x":"a\\u0000b"', '/x'),
  fault('2^53 + 1', 422, 'invalid', '"x":9007199254740993', '/x'),
  fault('-2^53 - 1', 422, 'invalid', '"x":[-9007199254740993]', '/x/0'),
  fault('a long number with a fraction', 422, 'invalid', '"x":12345678901234567890.5', '/x'),
  fault('1e999', 422, 'invalid', '"x":1e999', '/x'),
]

const ofType = (name: string, value: unknown): BadInputCase => ({
  name: `field: name is ${name}`,
  status: 422,
  code: 'invalid',
  pointer: '/name',
  send: postWith({ name: value }),
})

const fields: BadInputCase[] = [
  ofType('null', null),
  ofType('true', true),
  ofType('a number', 1),
  ofType('a fraction', 1.5),
  ofType('a list', ['a']),
  ofType('an object', { $ne: '' }),
  ofType('missing', undefined),
  ofType('empty', ''),
  ofType('201 characters', 'ä'.repeat(201)),
  { name: 'field: unknown', status: 422, code: 'invalid', pointer: '/colour', send: postWith({ colour: 'red' }) },
  { name: 'field: in other case', status: 422, code: 'invalid', pointer: '/Name', send: postWith({ Name: 'a' }) },
  { name: 'field: a server’s own', status: 422, code: 'invalid', pointer: '/id', send: postWith({ id: '1' }) },
  {
    name: 'field: a column’s name',
    status: 422,
    code: 'invalid',
    pointer: '/workspace_id',
    send: postWith({ workspace_id: 'x' }),
  },
  {
    name: 'field: a name with a slash and a tilde',
    status: 422,
    code: 'invalid',
    pointer: '/a~1b~0c',
    send: postWith({ 'a/b~c': 1 }),
  },
  {
    name: 'field: 5,000 unknown ones',
    status: 422,
    code: 'invalid',
    send: postWith(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`\u202e${at}`, at]))),
  },
  {
    name: 'field: an unknown one of 500 KB',
    status: 422,
    code: 'invalid',
    send: postWith({ ['ä'.repeat(250_000)]: 1 }),
  },
  { name: 'body: a list', status: 422, code: 'invalid', send: post('[]') },
  { name: 'body: a text', status: 422, code: 'invalid', send: post('"a"') },
  { name: 'body: null', status: 422, code: 'invalid', send: post('null') },
]

/** Bodies that cannot be read, or that hold what is not allowed. */
export const BODY_CASES: readonly BadInputCase[] = [...syntax, ...json, ...fields]
