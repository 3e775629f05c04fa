// What the naive pairs are given: where the tenant is, what its tokens say, and the next Worker.

/** The bindings of both halves of a pair; the service of a pair has no `SERVICE`. */
export interface PeerBindings {
  readonly ISSUER: string
  readonly AUDIENCE: string
  readonly JWKS_URI: string
  readonly KEYS: KVNamespace
  readonly SERVICE: Fetcher
}
