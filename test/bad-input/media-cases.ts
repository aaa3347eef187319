import { type BadInputCase, get, type Headers, postWith } from './request.ts'

const media = (name: string, headers: Headers): BadInputCase => ({
  name: `media: ${name}`,
  status: 415,
  code: 'unsupported_media_type',
  send: postWith({}, headers),
})

const mediaTypes: BadInputCase[] = [
  media('no content-type', { 'Content-Type': undefined }),
  media('an empty content-type', { 'Content-Type': '' }),
  media('text/plain', { 'Content-Type': 'text/plain' }),
  media('XML', { 'Content-Type': 'application/xml' }),
  media('a form', { 'Content-Type': 'application/x-www-form-urlencoded' }),
  media('multipart', { 'Content-Type': 'multipart/form-data; boundary=x' }),
  media('JSON:API', { 'Content-Type': 'application/vnd.api+json' }),
  media('JSON patch', { 'Content-Type': 'application/json-patch+json' }),
  media('a parameter that is none', { 'Content-Type': 'application/json;x' }),
  media('not a media type', { 'Content-Type': '///' }),
  media('charset utf-16', { 'Content-Type': 'application/json; charset=utf-16' }),
  media('charset latin1', { 'Content-Type': 'application/json; charset=latin1' }),
  media('two charsets', { 'Content-Type': 'application/json; charset=utf-8; charset=utf-16' }),
  media('gzip', { 'Content-Encoding': 'gzip' }),
  media('brotli', { 'Content-Encoding': 'br' }),
  media('gzip twice', { 'Content-Encoding': 'gzip, gzip' }),
  media('an unknown encoding', { 'Content-Encoding': 'x' }),
  { name: 'accept: text/xml', status: 406, code: 'not_acceptable', send: get('', { Accept: 'text/xml' }) },
  {
    name: 'accept: JSON at quality 0',
    status: 406,
    code: 'not_acceptable',
    send: get('', { Accept: 'application/json;q=0, */*;q=0.5' }),
  },
  {
    name: 'accept: 10 KB of others',
    status: 406,
    code: 'not_acceptable',
    send: get('', { Accept: Array.from({ length: 900 }, (_, at) => `a/b${at}`).join(', ') }),
  },
]

/** Media types, encodings and what the caller accepts. */
export const MEDIA_CASES: readonly BadInputCase[] = [...mediaTypes]
