import { z } from 'zod'
import { AppError } from '../core/error.ts'
import type { PendingSignIn } from '../people/oidc.ts'
import { personOf } from '../people/provider-sign-in.ts'
import type { KeyRing } from '../vault/key-ring.ts'
import { defineOperation, type Operation, visitOf } from './operation.ts'
import { signedIn } from './session.ts'
import type { Services } from './services.ts'

const PURPOSE = 'sign-in at a provider'

const pendingSignIn = z.strictObject({
  purpose: z.literal(PURPOSE),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
})

/** Encrypted, so that the browser, and whoever reads its cookies, learns neither nonce nor verifier. */
const seal = (ring: KeyRing, pending: PendingSignIn): string =>
  ring.encrypt(Buffer.from(JSON.stringify({ purpose: PURPOSE, ...pending })), new Date()).token

const open = (ring: KeyRing, sealed: string | undefined): PendingSignIn => {
  const text = Buffer.from(ring.decrypt(sealed ?? '')).toString()
  return pendingSignIn.parse(JSON.parse(text))
}

const oidcOf = ({ oidc }: Services) => {
  if (!oidc) throw new AppError('not_found')
  return oidc
}

const common = { tag: 'session', scope: 'none', method: 'GET' } as const

const show = defineOperation({
  ...common,
  name: 'getSingleSignOn',
  path: '/oidc',
  summary: 'Says whether people can sign in through an OpenID provider',
  status: 200,
  output: z.object({ enabled: z.boolean() }).meta({ id: 'SingleSignOn' }),
  run: (_input, { services }) => Promise.resolve({ enabled: services.oidc !== undefined }),
})

const begin = defineOperation({
  ...common,
  name: 'beginSingleSignOn',
  path: '/oidc/sign-in',
  summary: 'Sends the browser to the OpenID provider',
  status: 302,
  output: null,
  errors: ['not_found', 'unavailable'],
  run: async (_input, context) => {
    const { services } = context
    const { url, pending } = await oidcOf(services)
      .begin()
      .catch((error: unknown) => {
        services.sender.log.error({ err: error }, 'the OpenID provider cannot be used')
        throw new AppError('unavailable', 'The OpenID provider does not answer as it should.', { cause: error })
      })
    visitOf(context).setSignIn(seal(services.ring, pending))
    return url
  },
})

const text = z.string().max(4096).optional()

const finish = defineOperation({
  ...common,
  name: 'finishSingleSignOn',
  path: '/oidc/callback',
  summary: 'Takes the browser back from the OpenID provider, signs in, and sends it to the dashboard',
  // Beside the standard's own, what providers in use add.
  query: z.object({
    code: text,
    state: text,
    iss: text,
    error: text,
    error_description: text,
    error_uri: text,
    session_state: text,
    scope: text,
    authuser: text,
    prompt: text,
    hd: text,
  }),
  status: 302,
  output: null,
  errors: ['not_found'],
  run: async ({ query }, context) => {
    const { services } = context
    const oidc = oidcOf(services)
    const visit = visitOf(context)
    const { publicUrl } = services.sender.render
    visit.setSignIn(null)
    try {
      const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
      const identity = await oidc.finish(Object.fromEntries(given), open(services.ring, visit.signIn))
      const user = await personOf(services.db, identity, oidc.allowedDomains)
      if (!user) return `${publicUrl}/sign-in?failed=no_account`
      await signedIn(user, context)
      return `${publicUrl}/`
    } catch (error) {
      services.sender.log.warn({ err: error }, 'a sign-in through the OpenID provider failed')
      return `${publicUrl}/sign-in?failed=provider`
    }
  },
})

export const oidcOperations: Operation[] = [show, begin, finish]
