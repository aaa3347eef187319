import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { checkAccept, checkMediaType } from './headers.ts'

const requestWith = (name: string, value: string): IncomingMessage => {
  const request = new IncomingMessage(new Socket())
  request.rawHeaders = [name, value]
  return request
}

describe('the media types', () => {
  it.each(['*/*', 'application/*;q=0.1', 'application/json', 'text/html, */*;q=0.8', 'application/problem+json', ''])(
    'an Accept of "%s" takes JSON',
    (accept) => expect(() => checkAccept(requestWith('Accept', accept))).not.toThrow(),
  )

  it.each(['text/html', '*/*;q=0', 'application/json;q=0.0, */*', 'application/*;q=0, */*', 'json', 'a/b;q=x'])(
    'an Accept of "%s" rules JSON out',
    (accept) => expect(() => checkAccept(requestWith('Accept', accept))).toThrow('application/json'),
  )

  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; charset=Utf-8 ',
  ])('a body of "%s" is taken', (type) => {
    expect(() => checkMediaType(requestWith('content-type', type))).not.toThrow()
  })
})
