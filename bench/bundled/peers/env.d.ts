// Types the environment of the naive pairs where it is imported at module level.
declare namespace Cloudflare {
  interface Env {
    readonly ISSUER: string
    readonly AUDIENCE: string
    readonly JWKS_URI: string
  }
}
