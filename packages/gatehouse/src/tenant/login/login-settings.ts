// What login needs of the configuration, all of it or nothing.
import type { Configuration } from '../configuration.ts'
import type { SessionLifetime } from '../session-lifetime.ts'

const CALLBACK_PATH = '/auth/callback'

/** The settings of login. */
export interface LoginSettings extends SessionLifetime {
  /** Where people log in: the first domain of the tenant, as its tokens name it. */
  readonly issuer: string
  /** That domain's origin, without a closing slash. */
  readonly tenant: string
  readonly clientId: string
  readonly clientSecret: string
  readonly callbackUrl: string
  /** The gateway's own origin, as browsers know it: that of the callback. */
  readonly origin: string
  readonly audience: string
  /** What cookies are encrypted with: the first encrypts, all decrypt. */
  readonly sessionKeys: readonly string[]
  /** Origins besides our own that a person may be led back to. */
  readonly returnOrigins: readonly string[]
}

/** The settings of login, or `null` when one of its variables is missing, or the callback is none of ours. */
export function loginSettingsOf(configuration: Configuration): LoginSettings | null {
  const { domains, audiences, clientId, clientSecret, callbackUrl, sessionKeys, allowedOrigins } = configuration
  const { sessionIdleSeconds, sessionMaxSeconds } = configuration
  if (clientId === null || clientSecret === null || callbackUrl === null || sessionKeys.length === 0) return null
  const { origin: own, pathname } = new URL(callbackUrl)
  if (pathname !== CALLBACK_PATH) return null
  const [{ issuer, origin: tenant }] = domains
  return {
    issuer,
    tenant,
    clientId,
    clientSecret,
    callbackUrl,
    origin: own,
    audience: audiences[0],
    sessionKeys,
    returnOrigins: allowedOrigins,
    sessionIdleSeconds,
    sessionMaxSeconds,
  }
}
