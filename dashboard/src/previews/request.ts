/** A request as the service previews it: what would be sent, with secrets masked. */
export interface PreviewRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string | null
}

/** What a view draws. */
export interface ViewProps {
  request: PreviewRequest
}

/**
 * The body's JSON as `Shape`, which has nothing but optional members: it comes from the service, whose shapes are its own
 * to change. An empty object where the body is no JSON object.
 */
export const bodyOf = <Shape extends object>({ body }: PreviewRequest): Partial<Shape> => {
  try {
    const value: unknown = JSON.parse(body ?? '')
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

/** `09:20` of an ISO 8601 instant, else the hour at which the samples happen. */
export const clock = (iso: string | undefined): string => iso?.slice(11, 16) ?? '09:20'
