// Reads the settings of login from the configuration: all of them or none.
import type { Configuration } from '../configuration.ts'
import type { SessionLifetime } from '../session-lifetime.ts'

const CALLBACK_PATH = '/auth/callback'

/** The settings of login. */
export interface LoginSettings extends SessionLifetime {
  /** The issuer that people log in at: the first domain of the tenant, as in its tokens. */
  readonly issuer: string
  /** That domain's origin, without a closing slash. */
  readonly tenant: string
  readonly clientId: string
  readonly clientSecret: string
  readonly callbackUrl: string
  /** The gateway's own origin in browsers: that of the callback. */
  readonly origin: string
  readonly audience: string
  /** The keys of the cookies: the first encrypts, all decrypt. */
  readonly sessionKeys: readonly string[]
  /** Origins besides our own that a login may redirect to. */
  readonly returnOrigins: readonly string[]
}

/** Returns the settings of login, or `null` when one of its variables is missing, or the callback is not ours. */
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
