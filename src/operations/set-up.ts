import { z } from 'zod'
import { emailAddress } from '../core/email-address.ts'
import { name } from '../core/name.ts'
import { newPassword } from '../people/password.ts'
import { readLink, useLink } from '../people/set-up.ts'
import { defineOperation, type Operation } from './operation.ts'
import { instant } from './page-query.ts'
import { session, signedIn } from './session.ts'

const token = z.string().min(1).max(200).describe('What stands behind the `#` of the link.')

const link = z
  .object({
    purpose: z.enum(['first_owner', 'password']),
    email: z.string().nullable().describe("Whose password it sets; null for the first owner's, who gives it."),
    name: z.string().nullable(),
    expires_at: instant,
  })
  .meta({ id: 'SetUpLink' })

const read = defineOperation({
  name: 'readSetUpLink',
  method: 'POST',
  path: '/setup/link',
  scope: 'none',
  tag: 'session',
  summary: 'Says what a one-time link is for, without using it up',
  body: z.strictObject({ token }),
  readsOnly: true,
  status: 200,
  output: link,
  errors: ['cross_site'],
  run: async ({ body }, { services }): Promise<z.output<typeof link>> => {
    const row = await readLink(services.db, body.token)
    return {
      purpose: row.user_id === null ? 'first_owner' : 'password',
      email: row.email,
      name: row.name,
      expires_at: row.expires_at.toISOString(),
    }
  },
})

const use = defineOperation({
  name: 'setUp',
  method: 'POST',
  path: '/setup',
  scope: 'none',
  tag: 'session',
  summary: 'Uses a one-time link up: sets the password, or makes the first owner, and signs in',
  body: z.strictObject({
    token,
    password: newPassword,
    email: emailAddress.optional().describe('Of the first owner; else it is known.'),
    name: name.optional().describe('Of the first owner.'),
  }),
  status: 200,
  output: session,
  errors: ['cross_site'],
  run: async ({ body }, context) => signedIn(await useLink(context.services.db, body), context),
})

export const setUpOperations: Operation[] = [read, use]
