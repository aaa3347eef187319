import { AppError, ERRORS, type ErrorCode, type Fault } from '../core/error.ts'
import { comparePointers } from '../core/pointer.ts'
import { scrub } from '../log.ts'

/** RFC 9457. */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'
export const JSON_TYPE = 'application/json; charset=utf-8'

const DETAIL = 200
const FAULTS = 50

export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: ErrorCode
  request_id: string
  errors?: Fault[]
}

/** Says nothing of whether the thing exists in another workspace, so one sentence serves all. */
const NOT_FOUND = 'Nothing is there under this address, or it is not in the workspace of this key.'
const INTERNAL = 'The request failed on our side. It is on record under this request id.'

export const problemType = (code: ErrorCode): string => `urn:pencheff:problem:${code}`

const shortened = (text: string): string => {
  const points = Array.from(scrub(text.toWellFormed()))
  return points.length > DETAIL ? `${points.slice(0, DETAIL - 1).join('')}…` : points.join('')
}

const orderOf = (left: Fault, right: Fault): number =>
  comparePointers(left.pointer, right.pointer) || (left.code < right.code ? -1 : Number(left.code > right.code))

const detailOf = (error: AppError): string => {
  if (error.code === 'not_found') return NOT_FOUND
  return error.code === 'internal' ? INTERNAL : error.message
}

/** The body of the answer; `detail` and each fault's detail are at most 200 characters, faults at most 50, in order. */
export const problemOf = (error: AppError, requestId: string): Problem => ({
  type: problemType(error.code),
  title: ERRORS[error.code][1],
  status: error.status,
  detail: shortened(detailOf(error)),
  instance: `urn:request:${requestId}`,
  code: error.code,
  request_id: requestId,
  ...(error.faults.length > 0 && {
    errors: error.faults
      .toSorted(orderOf)
      .slice(0, FAULTS)
      .map((fault) => ({ ...fault, detail: shortened(fault.detail) })),
  }),
})

const headersByCode: Partial<Record<ErrorCode, Record<string, string>>> = {
  unauthorized: { 'www-authenticate': 'Bearer realm="pencheff"' },
  unavailable: { 'retry-after': '5' },
}

export const problemHeaders = (error: AppError): Record<string, string> => ({
  ...headersByCode[error.code],
  ...error.headers,
})

/** What the web framework refuses by itself, in our terms. */
const FRAMEWORK_CODES: Record<string, ErrorCode> = {
  FST_ERR_BAD_URL: 'bad_request',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_ROUTE_MISSING_CONTENT_TYPE: 'unsupported_media_type',
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Every thrown thing as one of the catalogue; what nobody foresaw is `internal` with the thing as its cause. */
export const asAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  const known = FRAMEWORK_CODES[codeOf(error)]
  return known === undefined ? new AppError('internal', undefined, { cause: error }) : new AppError(known)
}
