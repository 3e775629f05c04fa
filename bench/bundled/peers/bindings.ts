// Types for the bindings of the naive pairs: the address of the tenant, the claims of its tokens, and the next Worker.

/** The bindings of both halves of a pair; the service of a pair has no `SERVICE`. */
export interface PeerBindings {
  readonly ISSUER: string
  readonly AUDIENCE: string
  readonly JWKS_URI: string
  readonly KEYS: KVNamespace
  readonly SERVICE: Fetcher
}
