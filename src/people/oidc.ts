import * as openid from 'openid-client'
import type { HostRule } from '../core/http.ts'
import { normalEmail } from '../core/email-address.ts'
import type { Egress } from '../egress/http-client.ts'

export interface OidcSettings {
  /** As the provider's discovery document names it. */
  issuer: string
  clientId: string
  clientSecret: string
  /** Whoever has a verified address of one of these gets an account at the first sign-in, as a viewer. */
  allowedDomains: readonly string[]
}

/** What the browser keeps while it is at the provider. */
export interface PendingSignIn {
  state: string
  nonce: string
  verifier: string
}

export interface Identity {
  /** Issuer and subject: who it is, whatever the address says. */
  subject: string
  /** In lower case; only one that the provider has verified. */
  email?: string
  name?: string
}

export interface Oidc {
  allowedDomains: readonly string[]
  /** Where the browser goes, and what it keeps meanwhile. */
  begin(): Promise<{ url: string; pending: PendingSignIn }>
  /** Who came back with this query. Throws when anything is not as it was begun. */
  finish(query: Record<string, string>, pending: PendingSignIn): Promise<Identity>
}

const TIMEOUT_SECONDS = 15

// A customer's own host: any name and port that the egress guard lets through.
const RULE: HostRule = { fields: [], highPorts: true, ipLiterals: true }

/** The library's requests, through our guard: a provider in a private network needs `EGRESS_ALLOW`, as any peer does. */
const fetchThrough =
  (egress: Egress): openid.CustomFetch =>
  async (url, { method, headers, body, signal }) => {
    const client = egress.client({ signal: signal ?? AbortSignal.timeout(TIMEOUT_SECONDS * 1000), rule: RULE })
    const text = body instanceof URLSearchParams ? body.toString() : body
    const answer = await client({
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers,
      ...(typeof text === 'string' && { body: text }),
    })
    return new Response(answer.body, { status: answer.status, headers: answer.headers })
  }

const verifiedEmail = ({ email, email_verified }: Record<string, unknown>): string | undefined =>
  email_verified === true && typeof email === 'string' ? normalEmail(email) : undefined

/**
 * Sign-in through an OpenID provider: authorization code with PKCE, state and nonce. The provider is discovered at the
 * first sign-in, and again after a failure, so that neither can keep the other from starting.
 */
export const createOidc = (settings: OidcSettings, egress: Egress, publicUrl: string): Oidc => {
  const redirectUri = `${publicUrl}/api/oidc/callback`
  const discover = (): Promise<openid.Configuration> =>
    openid.discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, {
      [openid.customFetch]: fetchThrough(egress),
      timeout: TIMEOUT_SECONDS,
      // Plain http goes only where EGRESS_ALLOW says so: the guard judges that. Deprecated only so that it stands out.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      ...(settings.issuer.startsWith('http:') && { execute: [openid.allowInsecureRequests] }),
    })
  let discovered: Promise<openid.Configuration> | undefined
  const provider = async (): Promise<openid.Configuration> => {
    discovered ??= discover()
    return discovered.catch((error: unknown) => {
      discovered = undefined
      throw error
    })
  }
  return {
    allowedDomains: settings.allowedDomains,
    begin: async () => {
      const pending = {
        state: openid.randomState(),
        nonce: openid.randomNonce(),
        verifier: openid.randomPKCECodeVerifier(),
      }
      const url = openid.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        code_challenge: await openid.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        state: pending.state,
        nonce: pending.nonce,
      })
      return { url: url.href, pending }
    },
    finish: async (query, { state, nonce, verifier }) => {
      const configuration = await provider()
      const answer = new URL(redirectUri)
      answer.search = new URLSearchParams(query).toString()
      const tokens = await openid.authorizationCodeGrant(configuration, answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw new Error('the provider sent no ID token')
      // Many providers give the address only there.
      const person =
        claims.email === undefined ? await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims
      const [email, name] = [verifiedEmail(person), person.name]
      return {
        subject: JSON.stringify([claims.iss, claims.sub]),
        ...(email !== undefined && { email }),
        ...(typeof name === 'string' && { name }),
      }
    },
  }
}
