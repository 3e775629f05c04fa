// What a route can say of the limits that the gateway holds its callers to.

/** Largest body of a route that does not say otherwise: JSON is far smaller, and no client should fill a service by accident. */
export const BODY_MAX_BYTES = 1_048_576

/**
 * How often one caller may call: `standard` unless a route names a tighter class, `none` for what monitors ask. With `refusals` a call
 * counts only when it is refused: for a route that proves who calls by itself, and that one caller may need often.
 *
 * Any other name is a class of the project's own: `uploads` is counted by the `[[ratelimits]]` with the name `RATE_LIMIT_UPLOADS` in
 * wrangler.toml.
 */
export type RateClass = 'standard' | 'strict' | 'refusals' | 'none' | OwnRateClass

/** A class of a project's own: small letters, digits and single hyphens. */
export type OwnRateClass = string & Record<never, never>

/** The limits of a route. */
export interface RouteLimits {
  /** Largest body, in bytes; 1 MiB unless it says otherwise. A larger one is refused with 413. */
  readonly bodyMaxBytes?: number
  /** The class that its callers are counted in. Too many calls are refused with 429. */
  readonly rate?: RateClass
}
