// Types for the data that a verifier needs about a tenant: plain data that is sent over RPC and stored in KV.
import type { ProfileShape } from './profile.ts'

/** The signature algorithms that each kind of key can verify (RFC 7518 §3.1, §3.3, §3.4, §3.5). */
export const ALGORITHMS_OF = {
  RSA: ['RS256', 'PS256'],
  EC: ['ES256'],
} as const satisfies Record<PublicKey['kty'], readonly string[]>

/** The signature algorithms that can be verified. A setting says which of them are accepted. */
export const ALGORITHMS = [...ALGORITHMS_OF.RSA, ...ALGORITHMS_OF.EC] as const

/** The algorithms that are accepted by default: Auth0's two asymmetric ones. */
export const DEFAULT_ALGORITHMS = ALGORITHMS_OF.RSA

/** A signature algorithm that tokens can be verified with: `RS256`, `PS256` or `ES256` (RFC 7518 §3.1). */
export type Algorithm = (typeof ALGORITHMS)[number]

/** The public half of a signing key, reduced to the members that verification needs. */
export type PublicKey = RsaPublicKey | EcPublicKey

/** RFC 7518 §6.3.1 */
export interface RsaPublicKey {
  readonly kty: 'RSA'
  readonly kid: string
  readonly n: string
  readonly e: string
}

/** RFC 7518 §6.2.1, for ES256 alone. */
export interface EcPublicKey {
  readonly kty: 'EC'
  readonly kid: string
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** The keys of one issuer. A key verifies only tokens of the issuer that it was fetched from (RFC 8725 §3.8). */
export interface KeySet {
  /** The `iss` of the tokens that these keys sign, compared exactly: Auth0's has a closing slash. */
  readonly issuer: string
  readonly keys: readonly PublicKey[]
  /** When the issuer was last asked for them, in seconds since the epoch. */
  readonly fetchedAt: number
}

/** What refusals say otherwise than by default: the project's own. */
export interface RefusalTerms {
  /** The realm of challenges (RFC 9110 §11.5). */
  readonly realm?: string
  /** What stands before the code in the `type` of a problem (RFC 9457 §3.1.1). */
  readonly problemTypes?: string
}

/** The source of a key: the isolate's own memory, the gateway over a binding, Workers KV, or the tenant itself. */
export type Tier = 'memory' | 'binding' | 'kv' | 'tenant'

/** Everything that is needed to verify an access token without a request. It contains no secret. */
export interface TrustDocument {
  /** Accepted `iss` values, compared exactly. */
  readonly issuers: readonly string[]
  /** Accepted `aud` values: the identifiers of the API. */
  readonly audiences: readonly string[]
  /** The application that signs people in. A token with this audience is an id token. */
  readonly clientId: string | null
  /** Prefix of custom claims, without a closing slash. */
  readonly claimNamespace: string | null
  /** The claims that the tenant adds, which a principal has under `profile`. */
  readonly profile: ProfileShape
  readonly algorithms: readonly Algorithm[]
  /** Whether refusals say what was expected and what was found. They quote claims then, so the default is local tenants only. */
  readonly explainRefusals: boolean
  /** What refusals say; absent where it is what they say by default. */
  readonly refusals?: RefusalTerms
  /** One set for each issuer; an issuer whose keys are unavailable is missing. */
  readonly keySets: readonly KeySet[]
  /** How old a key set may be before it is refreshed in the background, and before it is no longer used. */
  readonly softAgeSeconds: number
  readonly hardAgeSeconds: number
  /** The tier that the holder of this document got its key sets from; the furthest one if there were several. */
  readonly tier: Exclude<Tier, 'memory'>
  /** Whether an issuer was asked for its keys to make this document, with or without success. */
  readonly asked: boolean
}

/** The source of trust documents: the gateway's own store, or its `KeyService` over a binding. */
export interface TrustSource {
  /**
   * Returns the current trust document.
   *
   * @param newest whether to look in further tiers for key sets past the soft age; otherwise they are returned as they are
   * @throws when no document is available
   */
  trust(newest: boolean): Promise<TrustDocument>
  /** Returns the document as `trust` does, after asking the tenant itself about an unknown key id. */
  refresh(unknownKid: string, issuer: string): Promise<TrustDocument>
}

/** A source of time, so that a test can give another one. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /**
   * Resolves after the given milliseconds.
   *
   * @param hold receives the function that cancels the timer: then the promise never resolves, and no timer remains
   */
  sleep(millis: number, hold?: (cancel: () => void) => void): Promise<void>
}

/** Keeps work alive after the response. The execution context of a Worker is one. */
export interface Background {
  waitUntil(work: Promise<unknown>): void
}

/**
 * Checks the audience that a project has set for a service. The default is `undefined`.
 *
 * @throws TypeError when it is empty, as an unset variable may be: no token is for it
 */
export function checkAudience(audience: string | undefined): void {
  if (audience === '') throw new TypeError('audience is empty: name the identifier of an API, or leave it out')
}

/** Makes a source of trust for a service with an audience of its own: it accepts no token for the API of the gateway. */
export function forAudience(source: TrustSource, audience: string): TrustSource {
  const restricted = async (document: Promise<TrustDocument>) => ({ ...(await document), audiences: [audience] })
  return {
    trust: (newest) => restricted(source.trust(newest)),
    refresh: (unknownKid, issuer) => restricted(source.refresh(unknownKid, issuer)),
  }
}
