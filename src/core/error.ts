/** Every error that a caller can cause, with its status and fixed title. The `code` is stable and in the OpenAPI document. */
export const ERRORS = {
  body_missing: [400, 'The request needs a body'],
  body_not_json: [400, 'The body is not valid JSON'],
  body_not_utf8: [400, 'The body is not valid UTF-8'],
  duplicate_key: [400, 'A key stands twice in the body'],
  forbidden_key: [400, 'A key of the body is not allowed'],
  too_deep: [400, 'The body is nested too deeply'],
  bad_request: [400, 'The request cannot be read'],
  unauthorized: [401, 'A valid API key is needed'],
  wrong_credentials: [401, 'The e-mail address or the password is wrong'],
  cross_site: [403, 'The request does not come from a page of ours'],
  insufficient_scope: [403, 'The key lacks a scope'],
  forbidden: [403, 'The request may not come from there'],
  not_found: [404, 'There is no such thing'],
  method_not_allowed: [405, 'The method is not allowed here'],
  not_acceptable: [406, 'The answer is of another media type'],
  request_timeout: [408, 'The request came too slowly'],
  conflict: [409, 'The state does not allow this'],
  scan_already_ended: [409, 'The scan has already ended with another body'],
  idempotency_conflict: [409, 'The idempotency key was used with another body'],
  credential_unusable: [409, 'The stored credential cannot be used'],
  too_large: [413, 'The body is too large'],
  uri_too_long: [414, 'The address is too long'],
  unsupported_media_type: [415, 'The media type is not taken'],
  invalid: [422, 'A value is not valid'],
  unknown_parameter: [422, 'A query parameter is not known'],
  bad_cursor: [422, 'The cursor is not valid here'],
  too_many_keys: [422, 'The body has too many keys'],
  not_well_formed_unicode: [422, 'A text is not well-formed Unicode'],
  unknown_format: [422, 'The report is of no known format'],
  invalid_report: [422, 'The report cannot be read'],
  rate_limited: [429, 'Too many requests'],
  headers_too_large: [431, 'The headers are too large'],
  internal: [500, 'Something broke on our side'],
  unavailable: [503, 'The service cannot answer just now'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof ERRORS

/** One thing wrong with the input. `pointer` is a JSON Pointer into the body, or `/query/NAME`. */
export interface Fault {
  pointer: string
  code: string
  detail: string
}

/** What a caller did wrong; becomes one RFC 9457 problem. `detail` names the mend and never a secret. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ErrorCode
  readonly faults: Fault[]
  /** Response headers that belong to it, such as `retry-after`. */
  readonly headers: Record<string, string>
  constructor(
    code: ErrorCode,
    detail: string = ERRORS[code][1],
    options: { faults?: Fault[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.faults = options.faults ?? []
    this.headers = options.headers ?? {}
  }
  get status(): number {
    return ERRORS[this.code][0]
  }
}

/** A value of the input that is not valid, at one place. */
export const invalid = (pointer: string, detail: string, code = 'invalid'): AppError =>
  new AppError('invalid', `${pointer}: ${detail}`, { faults: [{ pointer, code, detail }] })
