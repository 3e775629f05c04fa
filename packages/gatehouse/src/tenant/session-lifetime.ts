// Reads the two settings of a session's lifetime, and checks their values.

/** The defaults, which are Auth0's defaults for its own sessions: three days without use, seven in total. */
const IDLE_SECONDS = 3 * 86_400
const MAX_SECONDS = 7 * 86_400
/** A cookie is updated only from time to time, so a shorter idle time could end a session that is in use. */
const SHORTEST_SECONDS = 300
/** No browser stores a cookie for longer (RFC 6265bis §5.5). */
const LONGEST_SECONDS = 400 * 86_400

/** The variables of these settings. */
type Name = 'GATEHOUSE_SESSION_IDLE_SECONDS' | 'GATEHOUSE_SESSION_MAX_SECONDS'

/** How long a session of login lasts. */
export interface SessionLifetime {
  /** A session ends when it was not used for this long. It is never more than `sessionMaxSeconds`. */
  readonly sessionIdleSeconds: number
  /** How long a session lasts, however often it is used and renewed. */
  readonly sessionMaxSeconds: number
}

/**
 * Reads how long a session lasts.
 *
 * @param seconds returns the value of a variable, or the second argument if it has none
 * @param report called for an invalid value, with the reason and the remedy
 */
export function readSessionLifetime(
  seconds: (name: Name, fallback: number) => number,
  report: (name: Name, problem: string, remedy: string) => void,
): SessionLifetime {
  const within = (name: Name, fallback: number): number => {
    const value = seconds(name, fallback)
    if (value < SHORTEST_SECONDS || value > LONGEST_SECONDS)
      report(name, 'is no time that a session can last', `set it to between ${SHORTEST_SECONDS} and ${LONGEST_SECONDS}`)
    return value
  }
  const sessionMaxSeconds = within('GATEHOUSE_SESSION_MAX_SECONDS', MAX_SECONDS)
  const sessionIdleSeconds = Math.min(within('GATEHOUSE_SESSION_IDLE_SECONDS', IDLE_SECONDS), sessionMaxSeconds)
  return { sessionIdleSeconds, sessionMaxSeconds }
}
