// Implements the OpenID Connect client of login: oauth4webapi implements the protocol, this module the tenant's side of it. A failed or
// invalid response is `tenant_unavailable`; a refusal of the tenant is a TenantRefusal.
import * as oauth from 'oauth4webapi'
import { CLOCK_TOLERANCE_SECONDS, type Clock, isRecord } from '../../access/index.ts'
import { ProblemError } from '../../problem/problem-error.ts'
import type { Fetch } from '../keys/jwks-client.ts'
import type { LoginSettings } from './login-settings.ts'
import { refusalOf } from './tenant-error.ts'

/** How long the tenant may take over one request, because a person is waiting. */
export const TENANT_TIMEOUT_MILLIS = 5_000
/** The metadata of the tenant rarely change; after an hour they are requested again. */
const METADATA_SOFT_AGE_SECONDS = 3_600
/** How long its metadata are not requested again after a failure: with earlier metadata in memory, and without. */
const METADATA_REST_SECONDS = { known: 30, unknown: 5 } as const
/** Used if the tenant does not say how long a token is valid (RFC 6749 §5.1). */
const EXPIRES_IN_SECONDS = 300
/** Where Auth0 has its end session endpoint. */
const AUTH0_OIDC_LOGOUT_PATH = '/oidc/logout'

/** The response of the tenant to a code or a refresh token. */
export interface Tokens {
  readonly accessToken: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
  readonly refreshToken: string | null
  /** The claims of the id token; empty when there was none. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** The proofs of one login (RFC 6749 §10.12, OpenID Connect Core §3.1.2.1, RFC 7636). */
export interface LoginProofs {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** The data that a login was started with. */
export interface BegunLogin extends LoginProofs {
  /** The earliest time at which the user must have authenticated, in seconds since the epoch; `null` for any time. */
  readonly authenticatedSince: number | null
}

/** The settings of an application at the tenant. */
export type TenantClientSettings = Pick<
  LoginSettings,
  'audience' | 'callbackUrl' | 'clientId' | 'clientSecret' | 'issuer' | 'tenant'
>

/** New proofs, which cannot be guessed. */
export function makeProofs(): LoginProofs {
  return {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
  }
}

/** Speaks to the tenant on behalf of one application. */
export class TenantClient {
  readonly #settings: TenantClientSettings
  readonly #fetch: Fetch
  readonly #clock: Clock
  readonly #client: oauth.Client
  readonly #authentication: oauth.ClientAuth
  #metadata: oauth.AuthorizationServer | null = null
  #metadataFailure: unknown = null
  /** The time of the next request for the metadata, in seconds since the epoch. */
  #metadataDueAt = 0

  constructor(settings: TenantClientSettings, fetch: Fetch, clock: Clock) {
    this.#settings = settings
    this.#fetch = fetch
    this.#clock = clock
    this.#client = { client_id: settings.clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS }
    // Auth0's default for a Regular Web Application.
    this.#authentication = oauth.ClientSecretPost(settings.clientSecret)
  }

  /** Returns the URL of the login page. The request is pushed (RFC 9126) if the tenant supports that. */
  async authorizationUrl(proofs: LoginProofs, extra: Readonly<Record<string, string>>): Promise<string> {
    return await this.#ask(async () => {
      const server = await this.#server()
      const { clientId, callbackUrl, audience } = this.#settings
      const parameters = new URLSearchParams({
        ...extra,
        client_id: clientId,
        redirect_uri: callbackUrl,
        response_type: 'code',
        audience,
        state: proofs.state,
        nonce: proofs.nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(proofs.verifier),
        code_challenge_method: 'S256',
      })
      const url = new URL(required(server.authorization_endpoint))
      if (server.pushed_authorization_request_endpoint === undefined) {
        url.search = parameters.toString()
      } else {
        const answer = await oauth.pushedAuthorizationRequest(
          server,
          this.#client,
          this.#authentication,
          parameters,
          this.#options(),
        )
        const { request_uri: uri } = await oauth.processPushedAuthorizationResponse(server, this.#client, answer)
        url.search = new URLSearchParams({ client_id: clientId, request_uri: uri }).toString()
      }
      return url.href
    })
  }

  /** Exchanges the code from the tenant (RFC 6749 §4.1.3), and checks the id token in the response. */
  async exchange(callback: URL, { state, nonce, verifier, authenticatedSince }: BegunLogin): Promise<Tokens> {
    return await this.#ask(async () => {
      const server = await this.#server()
      const parameters = oauth.validateAuthResponse(server, this.#client, callback, state)
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        this.#client,
        this.#authentication,
        parameters,
        this.#settings.callbackUrl,
        verifier,
        this.#options(),
      )
      const checks: oauth.ProcessAuthorizationCodeResponseOptions = { expectedNonce: nonce, requireIdToken: true }
      // OpenID Connect Core §3.1.3.7: a client that sends `max_age` checks it. The time counts at which the login was started.
      if (authenticatedSince !== null) checks.maxAge = Math.ceil(this.#clock.now() / 1000 - authenticatedSince)
      return this.#tokens(await oauth.processAuthorizationCodeResponse(server, this.#client, answer, checks))
    })
  }

  /** Uses a refresh token (RFC 6749 §6). */
  async refresh(refreshToken: string): Promise<Tokens> {
    return await this.#ask(async () => {
      const server = await this.#server()
      const [client, options] = [this.#client, this.#options()]
      const answer = await oauth.refreshTokenGrantRequest(server, client, this.#authentication, refreshToken, options)
      return this.#tokens(await oauth.processRefreshTokenResponse(server, client, answer))
    })
  }

  /** Uses any other grant (RFC 6749 §4.5). */
  async grant(type: string, fields: Readonly<Record<string, string>>): Promise<Tokens> {
    return await this.#ask(async () => {
      const server = await this.#server()
      const [client, options] = [this.#client, this.#options()]
      const form = new URLSearchParams(fields)
      const answer = await oauth.genericTokenEndpointRequest(server, client, this.#authentication, type, form, options)
      return this.#tokens(await oauth.processGenericTokenEndpointResponse(server, client, answer))
    })
  }

  /** Revokes a refresh token (RFC 7009), if the tenant supports it. */
  async revoke(refreshToken: string): Promise<void> {
    await this.#ask(async () => {
      const server = await this.#server()
      if (server.revocation_endpoint === undefined) return
      const [client, options] = [this.#client, this.#options()]
      const answer = await oauth.revocationRequest(server, client, this.#authentication, refreshToken, options)
      await oauth.processRevocationResponse(answer)
    })
  }

  /**
   * Returns the URL that ends the tenant's session too: OpenID Connect's end session endpoint if the tenant names one, else Auth0's own,
   * whose URL is fixed. Auth0's own also redirects to a URL with a query: the other endpoint compares the whole URL with the allowed
   * ones, its own compares the part before the query.
   */
  async logoutUrl(returnTo: string, sid: string | null, federated: boolean): Promise<string> {
    const { tenant, clientId } = this.#settings
    const server = await this.#ask(() => this.#server()).catch(() => null)
    const named = server?.end_session_endpoint
    const isOwn = named === undefined || (/[?#]/.test(returnTo) && new URL(named).pathname === AUTH0_OIDC_LOGOUT_PATH)
    const url = isOwn ? new URL('/v2/logout', named ?? tenant) : new URL(named)
    url.searchParams.set('client_id', clientId)
    url.searchParams.set(isOwn ? 'returnTo' : 'post_logout_redirect_uri', returnTo)
    if (!isOwn && sid !== null) url.searchParams.set('logout_hint', sid)
    // Auth0 checks only whether the parameter is present.
    return federated ? `${url.href}&federated` : url.href
  }

  async #server(): Promise<oauth.AuthorizationServer> {
    const now = this.#clock.now() / 1000
    if (now < this.#metadataDueAt) {
      if (this.#metadata !== null) return this.#metadata
      throw this.#metadataFailure
    }
    try {
      const issuer = new URL(this.#settings.issuer)
      this.#metadata = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, this.#options()),
      )
      this.#metadataDueAt = now + METADATA_SOFT_AGE_SECONDS
    } catch (error) {
      this.#metadataFailure = error
      const rest = METADATA_REST_SECONDS[this.#metadata === null ? 'unknown' : 'known']
      this.#metadataDueAt = this.#clock.now() / 1000 + rest
    }
    if (this.#metadata === null) throw this.#metadataFailure
    return this.#metadata
  }

  #options() {
    return {
      [oauth.customFetch]: (url: string, init: TenantRequest) => this.#fetch(url, requestInitOf(init)),
      // The configuration accepts http for a loopback host only.
      [oauth.allowInsecureRequests]: this.#settings.issuer.startsWith('http:'),
      signal: () => AbortSignal.timeout(TENANT_TIMEOUT_MILLIS),
    }
  }

  #tokens(answer: oauth.TokenEndpointResponse): Tokens {
    const claims: unknown = oauth.getValidatedIdTokenClaims(answer)
    return {
      accessToken: answer.access_token,
      expiresAt: this.#clock.now() / 1000 + (answer.expires_in ?? EXPIRES_IN_SECONDS),
      refreshToken: answer.refresh_token ?? null,
      claims: isRecord(claims) ? claims : {},
    }
  }

  async #ask<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (cause) {
      if (cause instanceof ProblemError) throw cause
      throw refusalOf(cause) ?? new ProblemError('tenant_unavailable', { cause })
    }
  }
}

/** A request as oauth4webapi writes it. */
type TenantRequest = oauth.CustomFetchOptions<string, URLSearchParams | undefined>

function requestInitOf({ body, signal, method, headers, redirect }: TenantRequest): RequestInit {
  return { method, headers, redirect, ...(body !== undefined && { body }), ...(signal !== undefined && { signal }) }
}

function required(endpoint: string | undefined): string {
  if (endpoint === undefined) throw new Error('the tenant names no authorization endpoint')
  return endpoint
}
