// Says how long revocations are kept.
import type { Configuration } from '../../tenant/configuration.ts'

/**
 * A logout is about sessions, and Workers KV keeps it as long as a session can last. Access tokens that name the session are refused for
 * this long.
 */
export const LOGOUT_KEPT_SECONDS = 86_400

/** How long a token or a session can be alive after it was issued, in seconds. */
export function keptSecondsOf({
  tokenMaxSeconds,
  sessionMaxSeconds,
}: Pick<Configuration, 'sessionMaxSeconds' | 'tokenMaxSeconds'>): number {
  return Math.max(tokenMaxSeconds, sessionMaxSeconds)
}
