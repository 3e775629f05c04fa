// Reads the settings of the exchange between the isolates of a gateway, and checks their values.
import type { Variables } from './variables.ts'

/** How often an isolate takes over revocations by default. A token is judged by revocations of at most twice this age. */
const SYNC_SECONDS = 5
const SYNC_MAX_SECONDS = 300
const OFF: readonly unknown[] = [0, '0']
/** The longest lifetime that an API in Auth0 can give its tokens: 30 days. */
const TOKEN_MAX_SECONDS = 2_592_000

/** The variables of these settings. */
type Name = 'GATEHOUSE_SYNC_SECONDS' | 'GATEHOUSE_TOKEN_MAX_SECONDS'

/** What the isolates of a gateway tell each other, and how often. */
export interface ExchangeSettings {
  /** How often an isolate that serves takes over revocations; 0 for never. */
  readonly syncSeconds: number
  /** The longest lifetime of an access token: revocations are kept for as long. */
  readonly tokenMaxSeconds: number
}

/**
 * Reads the settings.
 *
 * @param seconds returns the value of a variable, or the second argument if it has none; 0 is invalid to it
 * @param report called for an invalid value, with the reason and the remedy
 */
export function readExchangeSettings(
  variables: Pick<Variables, 'read'>,
  seconds: (name: Name, fallback: number) => number,
  report: (name: Name, problem: string, remedy: string) => void,
): ExchangeSettings {
  // A blank value is a mistake, which must not switch revocations off.
  const isOff = OFF.includes(variables.read('GATEHOUSE_SYNC_SECONDS'))
  const syncSeconds = isOff ? 0 : seconds('GATEHOUSE_SYNC_SECONDS', SYNC_SECONDS)
  if (syncSeconds > SYNC_MAX_SECONDS)
    report('GATEHOUSE_SYNC_SECONDS', `is more than ${SYNC_MAX_SECONDS}`, `leave it out for ${SYNC_SECONDS}`)
  return { syncSeconds, tokenMaxSeconds: seconds('GATEHOUSE_TOKEN_MAX_SECONDS', TOKEN_MAX_SECONDS) }
}
