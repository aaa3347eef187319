import { expect } from 'vitest'
import type { HttpRequest } from '../../src/core/http.ts'
import type { Checker } from './checker.ts'

/** The vendor would take the request, and nothing in it takes effect but links to our own pages. */
export const expectAccepted = ({ limits, live }: Checker, request: HttpRequest): void => {
  expect(limits(request)).toEqual([])
  expect(live(request)).toEqual([])
}
