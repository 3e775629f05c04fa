// Types for the limits of a route, which the gateway enforces.

/** The largest body of a route without its own limit. JSON is far smaller, and no client should fill a service by accident. */
export const BODY_MAX_BYTES = 1_048_576

/**
 * How often one caller may call: `standard` unless a route names a tighter class, `none` for the requests of monitors. With `refusals`
 * only refused calls count: for a route that authenticates its callers itself, and that one caller may need often.
 *
 * Any other name is the project's own class: `uploads` is counted by the `[[ratelimits]]` with the name `RATE_LIMIT_UPLOADS` in
 * wrangler.toml.
 */
export type RateClass = 'standard' | 'strict' | 'refusals' | 'none' | OwnRateClass

/** A class of the project: lower-case letters, digits and single hyphens. */
export type OwnRateClass = string & Record<never, never>

/** The limits of a route, as `limits` in `defineRoute` names them. */
export interface RouteLimits {
  /** The largest body, in bytes. The default is 1 MiB. A larger one is refused with 413. */
  readonly bodyMaxBytes?: number
  /** The class that counts its callers. Too many calls are refused with 429. */
  readonly rate?: RateClass
}
