import { z } from 'zod'

const faultOf = (value: string): string | undefined => {
  const mend = 'must be an http or https URL, such as https://shop.example'
  if (/[\p{C}\p{Z}]/u.test(value) || !URL.canParse(value)) return mend
  const url = new URL(value)
  if (!/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(value)) return mend
  return url.username || url.password ? 'must not hold a user name or password' : undefined
}

/** An address that people open and messages show, so without credentials. */
export const webUrl = z
  .string()
  .max(2048)
  .superRefine((value, context) => {
    const fault = faultOf(value)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })
  .meta({ format: 'uri' })
