/** What the cases are sent to: a server that listens, with a collection that takes `body` by POST and a list by GET. */
export interface BadInputSubject {
  port: number
  /** A key that may do everything. */
  key: string
  /** A key without the scope to write into the collection. */
  readOnlyKey: string
  /** Such as `/api/targets`. */
  collection: string
  /** A valid body for POST; it has the text field `name` of 1 to 200 characters. */
  body: Record<string, unknown>
}

export interface BadInputCase {
  name: string
  status: number | readonly number[]
  code?: string | readonly string[]
  /** A pointer that the problem must name. */
  pointer?: string
  /** Response headers that must be there. */
  headers?: readonly string[]
  /** Close our side after sending. */
  end?: boolean
  send(subject: BadInputSubject): string | Buffer
}

export type Headers = Record<string, string | readonly string[] | undefined>
export type Content = string | Buffer

export const headerLines = (headers: Headers): string =>
  Object.entries(headers)
    .flatMap(([name, value]) => (value === undefined ? [] : [value].flat().map((each) => `${name}: ${each}\r\n`)))
    .join('')

export const request = (method: string, target: string, headers: Headers, content: Content = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${headerLines(headers)}\r\n`, 'latin1'),
    typeof content === 'string' ? Buffer.from(content) : content,
  ])

export const bearer = (subject: BadInputSubject): Headers => ({
  Host: '127.0.0.1',
  Authorization: `Bearer ${subject.key}`,
})

export const post =
  (content: Content, headers: Headers = {}) =>
  (subject: BadInputSubject): Buffer =>
    request(
      'POST',
      subject.collection,
      {
        ...bearer(subject),
        'Content-Type': 'application/json',
        'Content-Length': String(Buffer.byteLength(content)),
        ...headers,
      },
      content,
    )

/** The valid body with some fields put over it. */
export const postWith =
  (fields: Record<string, unknown>, headers: Headers = {}) =>
  (subject: BadInputSubject): Buffer =>
    post(JSON.stringify({ ...subject.body, ...fields }), headers)(subject)

/** The valid body with raw JSON members put behind it. */
export const postRaw = (members: string) => (subject: BadInputSubject) =>
  post(`${JSON.stringify(subject.body).slice(0, -1)},${members}}`)(subject)

export const call =
  (method: string, suffix = '', headers: Headers = {}) =>
  (subject: BadInputSubject): Buffer =>
    request(method, `${subject.collection}${suffix}`, { ...bearer(subject), ...headers })

export const get = (suffix: string, headers: Headers = {}) => call('GET', suffix, headers)

export const target = (path: string) => (subject: BadInputSubject) => request('GET', path, bearer(subject))

/** A whole request as text; `PATH` and `KEY` are filled in. */
export const raw = (text: string) => (subject: BadInputSubject) =>
  text.replaceAll('PATH', subject.collection).replaceAll('KEY', subject.key)

export const BEARER = 'Host: 127.0.0.1\r\nAuthorization: Bearer KEY\r\n'
export const JSON_POST = `POST PATH HTTP/1.1\r\n${BEARER}Content-Type: application/json\r\n`

export const BAD: Pick<BadInputCase, 'status' | 'code'> = { status: 400, code: 'bad_request' }
