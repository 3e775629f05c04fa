// Creates login for the first request that needs it: most isolates of an API never do.
import { ProblemError } from '../../problem/problem-error.ts'
import { type CookieNames, cookieNamesOf } from './cookies.ts'
import { Login, type LoginOptions } from './login.ts'

/** Provides the login of the gateway. */
export interface LoginSource {
  /** Whether login is configured: only then are its cookies read. */
  readonly isConfigured: boolean
  /** What its cookies are called, even where it is not configured: no service reads them. */
  readonly cookieNames: CookieNames
  /** @throws ProblemError `not_configured` */
  readonly load: () => Promise<Login>
}

/** Creates login when it is first needed. */
export function lazyLogin(parts: LoginOptions): LoginSource {
  let login: Login | null = null
  return {
    isConfigured: true,
    cookieNames: parts.cookieNames,
    load: async () => (login ??= new Login(parts)),
  }
}

/** The login of a gateway that lacks one of its variables. */
export function noLogin(cookieNames: CookieNames = cookieNamesOf()): LoginSource {
  return {
    isConfigured: false,
    cookieNames,
    load: async () => {
      throw new ProblemError('not_configured', {
        detail:
          'Login needs AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, GATEHOUSE_SESSION_KEYS, and AUTH0_CALLBACK_URL ending in /auth/callback.',
      })
    },
  }
}
