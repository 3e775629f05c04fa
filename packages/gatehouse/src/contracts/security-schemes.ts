// Builds the security schemes of the document: Auth0's four ways to log in, with every scope of the contracts, and the signatures of webhooks.
import type { SignatureScheme } from '../access/index.ts'
import { SIGNATURES } from '../http/security.ts'
import { TENANT_PLACEHOLDER } from '../console/placeholders.ts'

/** OpenID Connect's own scopes that an application may ask for (OpenID Connect Core §5.4, §11). */
const OPENID_SCOPES = {
  openid: 'Sign in',
  profile: 'Name and picture',
  email: 'Email address',
}

/** The Security Scheme Objects by name (OpenAPI 3.1 §4.8.27). */
export function describeSecuritySchemes(permissions: Readonly<Record<string, string>>) {
  const scopes = { ...OPENID_SCOPES, ...permissions }
  const authorizationUrl = `${TENANT_PLACEHOLDER}authorize`
  const tokenUrl = `${TENANT_PLACEHOLDER}oauth/token`
  return {
    implicit: {
      type: 'oauth2',
      description: 'Log in at the tenant; the token comes back in the fragment (implicit flow).',
      flows: { implicit: { authorizationUrl, scopes } },
    },
    authorizationCode: {
      type: 'oauth2',
      description: 'Log in at the tenant; the page exchanges a code for the token (authorization code with PKCE).',
      flows: { authorizationCode: { authorizationUrl, tokenUrl, scopes } },
    },
    password: {
      type: 'oauth2',
      description: 'Send name and password to the tenant from here (resource owner password). For tests only.',
      flows: { password: { tokenUrl, scopes } },
    },
    openIdConnect: {
      type: 'openIdConnect',
      description: 'Whatever the tenant offers, by discovery.',
      openIdConnectUrl: `${TENANT_PLACEHOLDER}.well-known/openid-configuration`,
    },
  } as const
}

/** The Security Scheme Object of a signature (OpenAPI 3.1 §4.8.27), which has no words for signatures: each is a key in a header. */
export function describeSignatureScheme(scheme: SignatureScheme) {
  const { sender, header } = SIGNATURES[scheme]
  if (scheme === 'auth0Events')
    return {
      type: 'http',
      scheme: 'bearer',
      description: `The secret of ${sender}, which no access token replaces.`,
    } as const
  const description = `The signature of ${sender} over the bytes of the body. A request that is older than five minutes, or was accepted before, is refused.`
  return { type: 'apiKey', in: 'header', name: header, description } as const
}
